import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { newId } from '@mesh/contracts/id';
import { services } from '@mesh/contracts/operation';
import { ensureBucket } from '@mesh/objects/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { freshDatabase } from '@mesh/testing/database';
import { freePort } from '@mesh/testing/embedded/free-port';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { migrations } from '../src/db/migrations.ts';
import { pepper } from './room.ts';

const opened = new AsyncDisposableStack();
const keys = generatePrincipalKeys(services);
const apiKey = formatApiKey(newApiKey());
let service: ChildProcess;
let url: string;
let output = '';

beforeAll(async () => {
  const { s3 } = await servers();
  const nats = opened.use(await freshNats());
  const database = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  const bucket = `gateway-${randomBytes(4).toString('hex')}`;
  await ensureBucket({ ...s3, bucket });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const env = {
    DATABASE_URL: database.url,
    NATS_URL: nats.url,
    PRINCIPAL_SIGNING_KEY: keys.signingKeys.gateway,
    PRINCIPAL_PUBLIC_KEYS: keys.publicKeys,
    MARKETPLACE_S3_BUCKET: bucket,
    S3_ENDPOINT_URL: s3.endpoint,
    AWS_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    API_KEY: apiKey,
    API_KEY_PEPPER: pepper,
    DEFAULT_WORKSPACE_ID: newId('ws'),
    PORT: String(port),
  };
  service = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env });
  for (const stream of [service.stdout, service.stderr]) stream?.on('data', (text) => (output += text));
  await vi.waitFor(() => expect(output).toContain('"started"'), { timeout: 180_000 });
});
afterAll(async () => {
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
  await opened.disposeAsync();
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { ...init, headers: { 'x-api-key': apiKey, ...init.headers } });

test('as a process it is ready, tells who asks, and describes itself', async () => {
  const ready = (await (await ask('/health/ready')).json()) as { checks: Record<string, unknown> };
  expect(Object.keys(ready.checks)).toEqual(expect.arrayContaining(['postgres', 'nats', 'objects', 'contracts']));
  expect(ready.checks['objects']).toMatchObject({ status: 'ok' });
  expect(await (await ask('/v1/me')).json()).toMatchObject({ workspace: { name: 'local' } });
  for (const path of ['/openapi.json', '/asyncapi.json', '/docs', '/metrics'])
    expect((await ask(path)).status, path).toBe(200);
  expect(await (await ask('/version')).json()).toEqual({
    service: 'gateway',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    commit: expect.any(String),
    schema: (await readdir(migrations)).sort().at(-1),
  });
});

test('a key made twice with one Idempotency-Key is one, and works', async () => {
  const make = () =>
    ask('/v1/api-keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
      body: JSON.stringify({ name: 'made', scopes: ['keys:read'] }),
    });
  const [first, again] = [await make(), await make()];
  expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
  const { key, id } = (await first.json()) as { key: string; id: string };
  expect(await again.json()).toMatchObject({ key, id });
  expect((await ask('/v1/me', { headers: { 'x-api-key': key } })).status).toBe(200);
});

test('its log holds no key', () => {
  for (const secret of [apiKey, pepper]) expect(output).not.toContain(secret);
});
