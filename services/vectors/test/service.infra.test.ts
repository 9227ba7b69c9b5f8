import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { newId } from '@mesh/contracts/id';
import { services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import * as vectors from '@mesh/contracts/vectors';
import { objectClaims } from '@mesh/objects/claims';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPglite } from './engines.ts';

const keys = generatePrincipalKeys(services);
const principal: Principal = {
  id: newId('key'),
  type: 'api-key',
  workspaceId: newId('ws'),
  scopes: ['vectors:read', 'vectors:write'],
};
const opened = new AsyncDisposableStack();
let service: ChildProcess;
let gateway: Bus;
let objects: Objects;
let output = '';

beforeAll(async () => {
  const { s3 } = await servers();
  const nats = opened.use(await freshNats());
  const database = opened.use(await openPglite());
  const bucket = { ...s3, bucket: `vectors-${randomBytes(4).toString('hex')}` };
  await ensureBucket(bucket);
  objects = opened.use(openObjects(bucket));
  const env = {
    DATABASE_URL: database.url,
    DATABASE_SINGLE_SESSION: String(database.singleSession),
    NATS_URL: nats.url,
    PRINCIPAL_SIGNING_KEY: keys.signingKeys.vectors,
    PRINCIPAL_PUBLIC_KEYS: keys.publicKeys,
    MARKETPLACE_S3_BUCKET: bucket.bucket,
    S3_ENDPOINT_URL: bucket.endpoint,
    AWS_REGION: bucket.region,
    AWS_ACCESS_KEY_ID: bucket.accessKeyId,
    AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey,
    EMBEDDING_PROVIDER: 'none',
    PORT: '0',
    HOST: '127.0.0.1',
  };
  service = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], { env });
  for (const stream of [service.stdout, service.stderr]) stream?.on('data', (text) => (output += text));
  const own = { signingKey: keys.signingKeys.gateway, publicKeys: keys.publicKeys };
  const claimCheck = objectClaims(objects);
  gateway = opened.use(await connectBus({ url: nats.url, name: 'gateway', log: silent, claimCheck, ...own }));
  await vi.waitFor(() => expect(output).toContain('"started"'), { timeout: 180_000 });
}, 180_000);
afterAll(async () => {
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
  await opened.disposeAsync();
});

test('12 MiB of points come through the broker by reference, and the claim is gone', async () => {
  const params = { name: 'large' };
  await call(gateway, vectors.putCollection, { params, body: { dimensions: 768 } }, { principal });
  const number = () => Math.fround(Math.random());
  const points = Array.from({ length: 1_000 }, (_, index) => ({
    id: `p${index}`,
    vector: Array.from({ length: 768 }, number),
  }));
  expect(JSON.stringify(points).length).toBeGreaterThan(12 * 1024 * 1024);
  const counts = await call(gateway, vectors.upsertPoints, { params, body: { points } }, { principal });
  expect(counts).toMatchObject({ upserted: 1_000 });
  const [first] = points;
  const found = await call(gateway, vectors.getPoint, { params: { ...params, id: 'p0' } }, { principal });
  expect(found.vector).toHaveLength(first?.vector.length ?? 0);
  expect(await objects.deleteOlder('claims/', new Date(Date.now() + 60_000))).toBe(0);
});
