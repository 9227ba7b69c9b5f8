import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { invokeFunction, listFunctions } from '@mesh/contracts/functions';
import { newId } from '@mesh/contracts/id';
import * as installations from '@mesh/contracts/installations';
import { services } from '@mesh/contracts/operation';
import * as plugins from '@mesh/contracts/plugins';
import type { Principal } from '@mesh/contracts/principal';
import { objectClaims } from '@mesh/objects/claims';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { migrations } from '../src/db/migrations.ts';
import { craftZip } from './craft-zip.ts';
import { filesOf } from './packages.ts';
import { uploadOf } from './room.ts';

const workspaceId = newId('ws');
const principal: Principal = {
  id: 'key_1',
  type: 'api-key',
  workspaceId,
  scopes: ['plugins:read', 'plugins:write', 'plugins:invoke'],
};
const keys = generatePrincipalKeys(services);
const demo = (path: string) => readFile(new URL(`../../../e2e/demo/plugins/answer-kit/${path}`, import.meta.url));
const opened = new AsyncDisposableStack();
const told: string[] = [];
let service: ChildProcess;
let gateway: Bus;
let workflows: Bus;
let objects: Objects;
let output = '';

beforeAll(async () => {
  const { url } = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  const nats = opened.use(await freshNats());
  const { s3, redis } = await servers();
  const bucket = { ...s3, bucket: `plugins-${randomBytes(4).toString('hex')}` };
  await ensureBucket(bucket);
  objects = opened.use(openObjects(bucket));
  const env = {
    DATABASE_URL: url,
    NATS_URL: nats.url,
    REDIS_URL: redis?.url ?? '',
    PRINCIPAL_SIGNING_KEY: keys.signingKeys.plugins,
    PRINCIPAL_PUBLIC_KEYS: keys.publicKeys,
    MARKETPLACE_S3_BUCKET: bucket.bucket,
    S3_ENDPOINT_URL: bucket.endpoint,
    AWS_REGION: bucket.region,
    AWS_ACCESS_KEY_ID: bucket.accessKeyId,
    AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey,
    PORT: '0',
    HOST: '127.0.0.1',
  };
  service = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env });
  for (const stream of [service.stdout, service.stderr]) stream?.on('data', (text) => (output += text));
  const bus = async (name: 'gateway' | 'workflows') =>
    opened.use(
      await connectBus({
        url: nats.url,
        name,
        log: silent,
        signingKey: keys.signingKeys[name],
        publicKeys: keys.publicKeys,
        claimCheck: objectClaims(objects),
      }),
    );
  gateway = await bus('gateway');
  workflows = await bus('workflows');
  gateway.nats.subscribe('event.>', { callback: (_, message) => void told.push(message.subject) });
  await vi.waitFor(() => expect(output).toContain('"started"'), { timeout: 60_000 });
});
afterAll(async () => {
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
  expect(service.exitCode).toBe(0);
  await opened.disposeAsync();
});

test('the demo’s plugin is published, installed and run by workflows over the broker', async () => {
  const files = ['plugin.json', 'functions/format.js'];
  const bytes = craftZip(await Promise.all(files.map(async (name) => ({ name, data: await demo(name) }))));
  const body = await uploadOf(objects, bytes);
  const options = { principal, newId: newId('plg') };
  const made = await call(gateway, plugins.publishPlugin, { body }, options);
  expect(made).toMatchObject({ name: 'answer-kit', version: '1.0.0', status: 'published' });
  expect(await objects.has(body.object)).toBe(false);

  const params = { name: 'answer-kit' };
  const installed = await call(
    gateway,
    installations.installPlugin,
    { params, body: { version: '1.0.0' } },
    { principal },
  );
  expect(installed).toMatchObject({ revision: 1, items: [{ ...params, digest: made.digest }] });
  const { items } = await call(workflows, listFunctions, { params }, { principal });
  expect(items.map(({ name }) => name)).toEqual(['format']);

  const passages = [
    { text: '# Brokers\n\nIt is **filled** again from PostgreSQL.', score: 0.9, source: 'architecture.md' },
    { text: 'A worse passage.', score: 0.1, source: null },
  ];
  const input = { question: 'What if the broker loses its data?', passages };
  const question = { params: { ...params, function: 'format' }, body: { input, version: '1.0.0' } };
  const ran = await call(workflows, invokeFunction, question, { principal });
  expect(ran.output).toEqual({
    answer:
      'On “What if the broker loses its data?”:\n\n1. It is filled again from PostgreSQL. (architecture.md)\n\n2. A worse passage.',
  });
  expect(ran.logs).toEqual(['2 of 2 passages are quoted']);
  await expect
    .poll(() => told)
    .toEqual(
      expect.arrayContaining([
        `event.${workspaceId}.plugins.version.published`,
        `event.${workspaceId}.plugins.installation.changed`,
      ]),
    );
});

test('a package of megabytes comes back whole, by reference where it is too large for a message', async () => {
  const data = randomBytes(6 * 1024 * 1024);
  const bytes = craftZip([...filesOf({ name: 'large-kit' }), { name: 'data.bin', data, method: 0 }]);
  const options = { principal, newId: newId('plg') };
  await call(gateway, plugins.publishPlugin, { body: await uploadOf(objects, bytes) }, options);
  const params = { name: 'large-kit', version: '1.0.0' };
  const answer = await call(gateway, plugins.downloadPlugin, { params }, { principal });
  expect(Buffer.from(answer.base64, 'base64').equals(bytes)).toBe(true);
  const file = await call(gateway, plugins.readPluginFile, { params: { ...params, path: 'data.bin' } }, { principal });
  expect(Buffer.from(file.base64, 'base64').equals(data)).toBe(true);
});

test('a function that fails tells its reason; the wrong scope and the wrong service are refused', async () => {
  const source = `export default ({ text }) => { if (text === 'loop') for (;;); throw new Error(text); };`;
  const functions = [
    { name: 'fail', description: 'Fails.', file: 'functions/shout.js', input: { type: 'object' }, timeoutMs: 200 },
  ];
  const body = await uploadOf(objects, craftZip(filesOf({ name: 'failing-kit', functions }, source)));
  await call(gateway, plugins.publishPlugin, { body }, { principal, newId: newId('plg') });
  const params = { name: 'failing-kit', function: 'fail' };
  await call(
    gateway,
    installations.installPlugin,
    { params: { name: 'failing-kit' }, body: { version: '1.0.0' } },
    { principal },
  );
  const asked = (text: string, who: Principal = principal) =>
    call(gateway, invokeFunction, { params, body: { input: { text } } }, { principal: who });
  await expect(asked('broken')).rejects.toMatchObject({
    code: 'plugin-function-failed',
    message: 'the function failed: Error: broken',
    extra: { reason: 'error' },
  });
  await expect(asked('loop')).rejects.toMatchObject({ code: 'plugin-function-failed', extra: { reason: 'timeout' } });
  await expect(asked('x', { ...principal, scopes: ['plugins:read'] })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(call(workflows, installations.listInstallations, {}, { principal })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
