import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import * as audit from '@mesh/contracts/audit';
import * as credentialTypes from '@mesh/contracts/credential-types';
import * as credentialUse from '@mesh/contracts/credential-use';
import * as credentials from '@mesh/contracts/credentials';
import { newId } from '@mesh/contracts/id';
import { services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { migrations } from '../src/db/migrations.ts';

const CANARY = `canary-${randomBytes(12).toString('hex')}`;
const scopes = [
  'credentials:read',
  'credentials:write',
  'credentials:use',
  'credentials:reveal',
  'audit:read',
] as const;
const principal: Principal = { id: 'key_1', type: 'api-key', workspaceId: newId('ws'), scopes: [...scopes] };
const keys = generatePrincipalKeys(services);
const opened = new AsyncDisposableStack();
let service: ChildProcess;
let gateway: Bus;
let target: string;
let output = '';
const told: string[] = [];

beforeAll(async () => {
  const { url } = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  const nats = opened.use(await freshNats());
  const echo = createServer((request, response) => void response.end(`you sent ${request.headers.authorization}`));
  await new Promise<void>((listening) => echo.listen(0, '127.0.0.1', listening));
  opened.defer(() => void echo.close().closeAllConnections());
  target = `127.0.0.1:${(echo.address() as { port: number }).port}`;
  const env = {
    DATABASE_URL: url,
    NATS_URL: nats.url,
    PRINCIPAL_SIGNING_KEY: keys.signingKeys.credentials,
    PRINCIPAL_PUBLIC_KEYS: keys.publicKeys,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    EGRESS_ALLOW: target,
    LOG_LEVEL: 'debug',
    PORT: '0',
    HOST: '127.0.0.1',
  };
  service = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env });
  for (const stream of [service.stdout, service.stderr]) stream?.on('data', (text) => (output += text));
  const about = { version: '1', commit: '1' };
  const own = { signingKey: keys.signingKeys.gateway, publicKeys: keys.publicKeys };
  gateway = await connectBus({ url: nats.url, name: 'gateway', log: silent, about, ...own });
  opened.use(gateway);
  gateway.nats.subscribe('event.>', {
    callback: (_, message) => void told.push(`${message.subject} ${message.headers} ${message.string()}`),
  });
  await vi.waitFor(() => expect(output).toContain('"started"'), { timeout: 180_000 });
});
afterAll(async () => {
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
  await opened.disposeAsync();
});

test('asked over the broker it stores, uses and reveals, and neither its log nor an event holds the secret', async () => {
  const body = { name: 'answers', type: 'http-bearer', data: { token: CANARY }, allowedHosts: [target] };
  const made = await call(gateway, credentials.createCredential, { body }, { principal, newId: newId('cred') });
  expect(made.fields).toEqual({ token: `••••${CANARY.slice(-4)}` });

  const params = { credentialId: 'answers' };
  const used = await call(
    gateway,
    credentialUse.brokerCall,
    { params, body: { method: 'GET', url: `http://${target}/` } },
    { principal },
  );
  expect(used).toMatchObject({ status: 200, body: 'you sent Bearer [redacted]', bodyKind: 'text' });

  const shown = await call(
    gateway,
    credentialUse.revealCredential,
    { params: { credentialId: made.id } },
    { principal },
  );
  expect(shown.data).toEqual({ token: CANARY });

  const { items } = await call(gateway, audit.listAudit, {}, { principal });
  expect(items.map(({ action }) => action)).toEqual(['credential.reveal', 'credential.use', 'credential.create']);
  expect(await call(gateway, audit.verifyAudit, {}, { principal })).toMatchObject({ valid: true, checked: 3 });

  await expect.poll(() => told.join()).toContain(`event.${principal.workspaceId}.credentials.credential.created`);
  for (const form of [CANARY, Buffer.from(CANARY).toString('base64').slice(0, -4)]) {
    expect(output + told.join()).not.toContain(form);
  }
});

test('types are listed page by page', async () => {
  const first = await call(gateway, credentialTypes.listCredentialTypes, { query: { limit: '10' } }, { principal });
  const cursor = first.nextCursor ?? '';
  const second = await call(
    gateway,
    credentialTypes.listCredentialTypes,
    { query: { cursor, limit: '100' } },
    { principal },
  );
  const names = [...first.items, ...second.items].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['http-bearer', 'http-basic', 'openai', 'github', 'postgres']));
  await expect(
    call(gateway, credentialTypes.getCredentialType, { params: { name: 'constructor' } }, { principal }),
  ).rejects.toMatchObject({ code: 'not-found' });
});
