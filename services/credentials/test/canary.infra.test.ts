import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import * as audit from '@mesh/contracts/audit';
import * as credentialOAuth2 from '@mesh/contracts/credential-oauth2';
import * as credentialUse from '@mesh/contracts/credential-use';
import * as credentials from '@mesh/contracts/credentials';
import { newId } from '@mesh/contracts/id';
import { services } from '@mesh/contracts/operation';
import { nobody, type Principal } from '@mesh/contracts/principal';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { freshNats } from '@mesh/testing/nats';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { migrations } from '../src/db/migrations.ts';
import { type AuthorizationServer, openAuthorizationServer } from './authorization-server.ts';

/** A canary as it is, in base64 at each offset, and in hex. URL- and JSON-escaping leave its word as it is. */
const CANARY = /canary|Y2FuYXJ5|NhbmFye|jYW5hcn|63616e617279/i;
const canary = () => `canary/"${randomBytes(12).toString('hex')}é`;
const COUNT = 1_000;

const principal: Principal = {
  id: 'key_1',
  type: 'api-key',
  workspaceId: newId('ws'),
  scopes: ['credentials:read', 'credentials:write', 'credentials:use', 'credentials:reveal', 'audit:read'],
};
const opened = new AsyncDisposableStack();
const sinks = { log: '', spans: '', broker: '', refusals: '', answers: '' };
let service: ChildProcess;
let gateway: Bus;
let owner: pg.Pool;
let target: string;
let server: AuthorizationServer;

async function listen(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  opened.defer(() => void listening.close().closeAllConnections());
  return `127.0.0.1:${(listening.address() as { port: number }).port}`;
}

beforeAll(async () => {
  const { url } = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  owner = new pg.Pool({ connectionString: url, max: 2 });
  opened.defer(() => owner.end());
  const nats = opened.use(await freshNats());
  server = opened.use(await openAuthorizationServer());
  target = await listen(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    if (request.url?.startsWith('/cut')) return response.destroy();
    response.setHeader('x-echo', JSON.stringify(request.headers));
    response.end(`${request.url} ${JSON.stringify(request.headers)} ${body}`);
  });
  const collector = await listen(async (request, response) => {
    for await (const part of request) sinks.spans += part;
    response.setHeader('content-type', 'application/json').end('{}');
  });
  const keys = generatePrincipalKeys(services);
  const env = {
    DATABASE_URL: url,
    NATS_URL: nats.url,
    PRINCIPAL_SIGNING_KEY: keys.signingKeys.credentials,
    PRINCIPAL_PUBLIC_KEYS: keys.publicKeys,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    EGRESS_ALLOW: `${target},${server.host}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${collector}`,
    PUBLIC_URL: 'https://mesh.test',
    LOG_LEVEL: 'debug',
    SQL_DEBUG: 'true',
    PORT: '0',
    HOST: '127.0.0.1',
  };
  service = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env });
  for (const stream of [service.stdout, service.stderr]) stream?.on('data', (text) => (sinks.log += text));
  const own = { signingKey: keys.signingKeys.gateway, publicKeys: keys.publicKeys };
  const about = { version: '1', commit: '1' };
  gateway = opened.use(await connectBus({ url: nats.url, name: 'gateway', log: silent, about, ...own }));
  for (const subject of ['event.>', 'dead.>', '$SRV.>', '$JS.>'])
    gateway.nats.subscribe(subject, {
      callback: (_, message) => {
        sinks.broker += `${message.subject} ${message.headers} ${message.string()}\n`;
      },
    });
  await vi.waitFor(() => expect(sinks.log).toContain('"started"'), { timeout: 180_000 });
});
afterAll(async () => {
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
  await opened.disposeAsync();
});

/** What comes back to the caller, refusals as well. A reveal alone may hold the secret. */
async function ask(...asked: Parameters<typeof call>): Promise<{ id: string; authorizationUrl: string }> {
  try {
    const answer = await call(...asked);
    if (asked[1] !== credentialUse.revealCredential) sinks.answers += JSON.stringify(answer);
    return answer as never;
  } catch (error) {
    sinks.refusals += `${error} ${JSON.stringify(error)}`;
    return { id: '', authorizationUrl: '' };
  }
}

/** Everything that can be done with a credential, good and bad. */
async function live(number: number): Promise<void> {
  const me = { principal };
  const name = `credential ${number}`;
  const data = number % 2 ? { token: canary() } : { username: 'ann', password: canary() };
  const type = number % 2 ? 'http-bearer' : 'http-basic';
  const body = { name, type, data, allowedHosts: [target] };
  const { id } = await ask(gateway, credentials.createCredential, { body }, { ...me, newId: newId('cred') });
  const params = { credentialId: id };
  const broker = (url: string, more: object = {}) =>
    ask(gateway, credentialUse.brokerCall, { params, body: { method: 'POST', url, body: 'x', ...more } }, me);
  await broker(`http://${target}/echo`);
  await ask(gateway, credentialUse.revealCredential, { params }, me);
  if (number % 10 > 0) return;
  await ask(gateway, credentials.createCredential, { body }, { ...me, newId: newId('cred') });
  const wrong = { ...body, name: `${name} b`, data: { token: canary(), surprise: canary(), username: canary() } };
  await ask(gateway, credentials.createCredential, { body: wrong }, { ...me, newId: newId('cred') });
  await broker(`http://${target}/cut`);
  await broker('http://169.254.169.254/', { headers: { 'x-a': 'b' } });
  await broker(`http://${target}/`, { headers: { 'x a': 'broken' } });
  await ask(gateway, credentialUse.testCredential, { params }, me);
  const change =
    number % 2 ? { token: canary() } : { username: 'ann', password: canary(), test_url: `http://${target}/` };
  await ask(gateway, credentials.updateCredential, { params, body: { data: change } }, me);
  await ask(gateway, credentialUse.testCredential, { params }, me);
  await ask(gateway, credentials.rollbackCredential, { params, body: { version: 1 } }, me);
  await ask(gateway, credentials.listCredentialVersions, { params }, me);
  await owner.query(
    'update credential_version set envelope = set_byte(envelope, 99, get_byte(envelope, 99) # 1) where credential_id = $1',
    [id],
  );
  await ask(gateway, credentialUse.revealCredential, { params }, me);
  await broker(`http://${target}/echo`);
  if (number % 20 === 0) await ask(gateway, credentials.deleteCredential, { params }, me);
}

async function authorize(): Promise<void> {
  const me = { principal };
  const data = {
    authorization_url: 'https://login.test/authorize',
    token_url: `http://${server.host}/token`,
    client_id: 'client',
    client_secret: 'client secret',
  };
  const body = { name: 'connected', type: 'oauth2', data, allowedHosts: [server.host] };
  const { id } = await ask(gateway, credentials.createCredential, { body }, { ...me, newId: newId('cred') });
  const params = { credentialId: id };
  const { authorizationUrl } = await call(gateway, credentialOAuth2.startOAuth2, { params }, me);
  const query = server.visit(authorizationUrl);
  for (const _ of ['good', 'again'])
    await ask(gateway, credentialOAuth2.finishOAuth2, { query }, { principal: nobody });
  for (const mood of ['good', 'refuses'] as const) {
    server.mood = mood;
    const call = { method: 'GET', url: `http://${server.host}/me` };
    await ask(gateway, credentialUse.brokerCall, { params, body: call }, me);
    await owner.query("update oauth2_token set renew_at = now() - interval '1 s'");
  }
}

test(`${COUNT} canaries go all ways of the service, and none is found where it does not belong`, async () => {
  for (let begun = 0; begun < COUNT; begun += 25)
    await Promise.all(Array.from({ length: 25 }, (_, place) => live(begun + place)));
  await authorize();
  for (const operation of [credentials.listCredentials, audit.listAudit])
    await ask(gateway, operation, { query: { limit: '100' } }, { principal });
  await expect.poll(() => sinks.broker).toContain('credential.refresh-failed');
  await expect.poll(() => sinks.spans).toContain('"server.address"');
  expect(sinks.answers).toContain('"connected":true');
  expect(sinks.refusals).toMatch(/credential-unreadable.*|does not fit/);
  for (const [name, text] of Object.entries(sinks)) {
    expect(text.length, name).toBeGreaterThan(1_000);
    expect(CANARY.exec(text)?.index, `${name}: ${around(text)}`).toBeUndefined();
  }
}, 300_000);

test('no column of the database holds a canary', async () => {
  const { rows } = await owner.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  expect(rows.map(({ name }) => name)).toContain('credential_version');
  for (const { name } of rows) {
    const { rows } = await owner.query(`select row_to_json(t)::text as row from "${name}" t`);
    expect(
      rows.find(({ row }) => CANARY.test(row)),
      name,
    ).toBeUndefined();
  }
});

test('the search finds a canary in each form', () => {
  const secret = canary();
  const base64 = ['', 'a', 'ab'].map((before) => Buffer.from(before + secret).toString('base64'));
  for (const form of [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret),
    Buffer.from(secret).toString('hex'),
    ...base64,
  ])
    expect(form).toMatch(CANARY);
});

function around(text: string): string {
  const at = CANARY.exec(text)?.index ?? 0;
  return text.slice(Math.max(0, at - 200), at + 60);
}
