import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { Egress } from '@mesh/egress/egress';
import { hostIsAmong } from '@mesh/egress/host-pattern';
import { openEgress } from '@mesh/egress/open';
import { silent } from '@mesh/runtime/log';
import type { Fields } from '../src/db/schema.ts';
import type { CredentialType } from '../src/types/credential-type.ts';

/** All providers of the world: knows what a request must hold, and what it answers then. */
export type Provider = AsyncDisposable & {
  egress: Egress;
  expects: { secrets: readonly string[]; answer: unknown };
  /** `METHOD host/path` of what came. */
  seen: string[];
};

/** Stands in for providers: the way out is real, but every host is this server, without TLS. */
export async function openProvider(): Promise<Provider> {
  const seen: string[] = [];
  const expects: Provider['expects'] = { secrets: [], answer: {} };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { method, headers, url = '' } = request;
    const basic = Buffer.from(headers.authorization?.split('Basic ')[1] ?? '', 'base64').toString();
    const told = [decodeURIComponent(url), JSON.stringify(headers), basic, decodeURIComponent(body)].join('\n');
    seen.push(`${method} ${headers['x-host']}${url}`);
    const good = provider.expects.secrets.every((secret) => told.includes(secret));
    const isToken = body.includes('grant_type=');
    const answer = isToken ? { access_token: GOOD_TOKEN, expires_in: 3_600 } : provider.expects.answer;
    if (isToken) provider.expects = { ...provider.expects, secrets: [GOOD_TOKEN] };
    response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  const real = openEgress({ allow: [`127.0.0.1:${port}`], log: silent });
  const provider: Provider = {
    seen,
    expects,
    egress: {
      request({ allowedHosts, headers, ...asked }) {
        const url = new URL(asked.url);
        if (allowedHosts && !hostIsAmong(url, allowedHosts)) throw new Error(`${url.host} is not allowed`);
        const here = `http://127.0.0.1:${port}${url.pathname}${url.search}`;
        return real.request({ ...asked, url: here, headers: { ...headers, 'x-host': url.host } });
      },
      check: real.check,
      resolve: real.resolve,
      [Symbol.asyncDispose]: async () => {},
    },
    async [Symbol.asyncDispose]() {
      await real[Symbol.asyncDispose]();
      server.close().closeAllConnections();
    },
  };
  return provider;
}

const GOOD_TOKEN = 'good-access-token';
const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

const known: Readonly<Record<string, string>> = {
  base_url: 'https://own.example/base/',
  server: 'https://own.example',
  endpoint: 'https://own.example',
  test_url: 'https://own.example/me',
  token_url: 'https://own.example/token',
  authorization_url: 'https://own.example/authorize',
  webhook_id: '123456',
  data_center: 'us6',
  token: '123456:good_token_of_the_test',
  private_key: pem,
};

/** Data that fits a type, with its secrets as the provider looks for them. */
export function sampleOf({ fields }: CredentialType): Fields {
  return Object.fromEntries(
    fields.map(({ name, type, default: value }) => {
      if (value !== undefined) return [name, value];
      if (type === 'number') return [name, 1];
      return [name, known[name] ?? `good-${name.replaceAll('_', '-')}`];
    }),
  );
}

/** What a good request of this type holds. */
export function secretsToFind({ fields, oauth2, inject }: CredentialType, data: Fields): string[] {
  if (oauth2?.grant === 'jwt-bearer') return ['assertion='];
  if (inject.some((place) => place.as === 'aws-sigv4')) return ['AWS4-HMAC-SHA256 Credential=good-access-key-id/'];
  return fields.filter(({ secret, required }) => secret && required).map(({ name }) => String(data[name]));
}
