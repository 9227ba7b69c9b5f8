import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import { newId } from '@mesh/contracts/id';
import { scopes } from '@mesh/contracts/scope';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VerifiedKeys } from '../src/api-key/verified-keys.ts';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { authenticate } from '../src/identity/authenticate.ts';
import { bootstrap } from '../src/identity/bootstrap.ts';
import { identityOperations } from '../src/identity/identity-operations.ts';
import { testApp } from './test-app.ts';

const pepper = 'p'.repeat(32);
const home = newId('ws');
const first = formatApiKey(newApiKey());
const opened = new AsyncDisposableStack();
let ask: Awaited<ReturnType<typeof replica>>;
let elsewhere: typeof ask;
let queries = 0;
let url: string;
let database: Database<Schema>;

beforeAll(async () => {
  const fresh = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  url = fresh.url;
  ask = await replica(url);
  elsewhere = await replica(url);
});
afterAll(() => opened.disposeAsync());

/** One gateway process. */
async function replica(url: string) {
  const db = opened.use(openDatabase<Schema>({ url, log: silent }));
  database = db;
  await bootstrap(db, { workspaceId: home, apiKey: first, pepper });
  db.pool.on('acquire', () => queries++);
  const needs = { db, pepper, verified: new VerifiedKeys() };
  const app = testApp({
    locals: identityOperations({ ...needs, home }),
    whoAsks: (request) => authenticate(needs, request.headers),
  });
  opened.defer(() => app.close());
  return (
    key: string,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers: { 'if-match'?: string; origin?: string } = {},
  ) => app.inject({ method, url, headers: { 'x-api-key': key, ...headers }, ...(payload && { payload }) });
}

async function newKey(more: object = {}) {
  const made = await ask(first, 'POST', '/v1/api-keys', { name: 'reader', scopes: ['keys:read'], ...more });
  expect(made.statusCode).toBe(201);
  return made.json() as { id: string; key: string };
}

test('a key is made with fewer rights, used, refused where it has none, and revoked', async () => {
  const { id, key } = await newKey();
  expect((await ask(key, 'GET', '/v1/me')).json()).toMatchObject({ principal: { id }, scopes: ['keys:read'] });
  expect((await ask(key, 'POST', '/v1/api-keys', { name: 'x', scopes: ['keys:read'] })).statusCode).toBe(403);

  const other = await ask(first, 'POST', '/v1/workspaces', { name: 'other' });
  expect(other.statusCode).toBe(201);
  expect((await ask(first, 'GET', '/v1/workspaces?cursor=other')).statusCode).toBe(400);
  expect((await ask(first, 'GET', `/v1/workspaces/${other.json().id}`)).statusCode).toBe(404);
  expect((await ask(other.json().apiKey, 'DELETE', `/v1/api-keys/${id}`)).statusCode).toBe(404);

  expect((await ask(first, 'DELETE', `/v1/api-keys/${id}`)).statusCode).toBe(204);
  expect((await ask(key, 'GET', '/v1/me')).statusCode).toBe(401);
});

test('a key that was revoked on another replica is refused within five seconds', async () => {
  const { id, key } = await newKey();
  expect((await elsewhere(key, 'GET', '/v1/me')).statusCode).toBe(200);
  expect((await ask(first, 'DELETE', `/v1/api-keys/${id}`)).statusCode).toBe(204);
  await expect
    .poll(async () => (await elsewhere(key, 'GET', '/v1/me')).statusCode, { timeout: 5_000, interval: 100 })
    .toBe(401);
});

test('a key that expires is refused from that moment on, though it was used just before', async () => {
  const expiresAt = new Date(Date.now() + 2_500).toISOString();
  const { key } = await newKey({ expiresAt });
  expect((await ask(key, 'GET', '/v1/me')).statusCode).toBe(200);
  await expect.poll(() => Date.now(), { interval: 5 }).toBeGreaterThan(Date.parse(expiresAt));
  expect((await ask(key, 'GET', '/v1/me')).statusCode).toBe(401);
});

test('a key that is over is not made, whether by itself or in the place of one', async () => {
  const keys = async () => (await ask(first, 'GET', '/v1/api-keys?limit=100')).json().items.length;
  const before = await keys();
  const past = { name: 'late', scopes: ['keys:read'], expiresAt: new Date(Date.now() - 1_000).toISOString() };
  const refused = await ask(first, 'POST', '/v1/api-keys', past);
  const pointer = '/body/expiresAt';
  expect(refused.json()).toMatchObject({ status: 422, code: 'unprocessable', errors: [{ pointer }] });
  expect(await keys()).toBe(before);

  const { id } = await newKey();
  const rotate = () => ask(first, 'POST', `/v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
  expect((await rotate()).statusCode).toBe(201);
  expect((await rotate()).json()).toMatchObject({ status: 422, code: 'unprocessable' });
  expect(await keys()).toBe(before + 2);
});

test('a public key is good in pages of its origins alone, and so is the one that is made in its place', async () => {
  const allowedOrigins = ['https://app.example.com', 'http://localhost:5173'];
  const { id, key } = await newKey({ kind: 'public', allowedOrigins });
  const asked = async (shown: string, origin?: string) =>
    (await ask(shown, 'GET', '/v1/me', undefined, origin === undefined ? {} : { origin })).statusCode;
  const rotated = await ask(first, 'POST', `/v1/api-keys/${id}/rotate`, { overlapSeconds: 60 });
  expect(rotated.json()).toMatchObject({ kind: 'public', allowedOrigins });
  for (const shown of [key, rotated.json().key]) {
    for (const origin of allowedOrigins) expect(await asked(shown, origin)).toBe(200);
    for (const origin of [undefined, 'null', 'https://app.example.com.evil.com', 'http://app.example.com'])
      expect(await asked(shown, origin), origin).toBe(403);
  }
  expect(await asked(first, 'https://elsewhere.example')).toBe(200);
});

test.each([
  ['without origins', { kind: 'public' }, '/body/allowedOrigins'],
  ['without an origin', { kind: 'public', allowedOrigins: [] }, '/body/allowedOrigins'],
  ['for every origin', { kind: 'public', allowedOrigins: ['*'] }, '/body/allowedOrigins/0'],
  ['for an address', { kind: 'public', allowedOrigins: ['https://a.example/'] }, '/body/allowedOrigins/0'],
  [
    'that makes other keys',
    { kind: 'public', allowedOrigins: ['https://a.example'], scopes: ['keys:write'] },
    '/body/scopes',
  ],
])('a public key %s is not made', async (_title, more, pointer) => {
  const refused = await ask(first, 'POST', '/v1/api-keys', { name: 'page', scopes: ['vectors:read'], ...more });
  expect(refused.json()).toMatchObject({ status: 400, errors: [{ pointer }] });
});

test('a key of servers has no origins', async () => {
  const { id } = await newKey();
  const refused = await ask(first, 'POST', '/v1/api-keys', {
    name: 'x',
    scopes: ['keys:read'],
    allowedOrigins: ['https://a.example'],
  });
  expect(refused.statusCode).toBe(400);
  const { items } = (await ask(first, 'GET', '/v1/api-keys')).json();
  expect(items.find((one: { id: string }) => one.id === id)).toMatchObject({ kind: 'server', allowedOrigins: [] });
});

test('a mistyped key costs no look at the database, an unknown one does', async () => {
  const before = queries;
  const mistyped = first.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  expect((await ask(mistyped, 'GET', '/v1/me')).statusCode).toBe(401);
  expect(queries).toBe(before);
  expect((await ask(formatApiKey(newApiKey()), 'GET', '/v1/me')).statusCode).toBe(401);
  expect(queries).toBeGreaterThan(before);
});

test('a rotated key works until its overlap ends, then only the new one does', async () => {
  const { id, key } = await newKey();
  expect((await ask(key, 'GET', '/v1/me')).statusCode).toBe(200);
  const made = await ask(first, 'POST', `/v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
  expect(made.statusCode).toBe(201);
  expect((await ask(key, 'GET', '/v1/me')).statusCode).toBe(401);
  expect((await ask(made.json().key, 'GET', '/v1/me')).statusCode).toBe(200);
});

test('of 10,000 requests with keys that are rotated with an overlap, on two replicas, none is refused', async () => {
  const REQUESTS = 10_000;
  const EVERY = 2_000;
  const TOGETHER = 50;
  let { id, key } = await newKey({ scopes: ['keys:read'] });
  const valid = [key];
  const statuses = new Map<number, number>();
  for (let done = 0; done < REQUESTS; done += TOGETHER) {
    if (done % EVERY === 0) {
      const made = await ask(first, 'POST', `/v1/api-keys/${id}/rotate`, { overlapSeconds: 3_600 });
      ({ id, key } = made.json());
      valid.push(key);
    }
    const answers = Array.from({ length: TOGETHER }, (_, place) => {
      const replica = place % 2 === 0 ? ask : elsewhere;
      return replica(valid[(done + place) % valid.length] ?? '', 'GET', '/v1/me');
    });
    for (const { statusCode } of await Promise.all(answers))
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
  }
  expect(valid).toHaveLength(1 + REQUESTS / EVERY);
  expect(Object.fromEntries(statuses)).toEqual({ 200: REQUESTS });
}, 120_000);

test('a workspace is deleted with its keys, told once, and only by its own', async () => {
  const made = (await ask(first, 'POST', '/v1/workspaces', { name: 'short-lived' })).json();
  const { key } = (await ask(made.apiKey, 'POST', '/v1/api-keys', { name: 'other', scopes: ['keys:read'] })).json();
  expect((await ask(key, 'DELETE', `/v1/workspaces/${made.id}`)).statusCode).toBe(403);
  expect((await ask(first, 'DELETE', `/v1/workspaces/${made.id}`)).statusCode).toBe(404);
  expect((await elsewhere(made.apiKey, 'GET', '/v1/me')).statusCode).toBe(200);

  expect((await ask(made.apiKey, 'DELETE', `/v1/workspaces/${made.id}`)).statusCode).toBe(204);
  for (const dead of [made.apiKey, key]) expect((await ask(dead, 'GET', '/v1/me')).statusCode).toBe(401);
  await expect
    .poll(async () => (await elsewhere(made.apiKey, 'GET', '/v1/me')).statusCode, { timeout: 5_000, interval: 100 })
    .toBe(401);
  const told = await database.asSystem((trx) =>
    trx.selectFrom('outbox').select(['type', 'data']).where('workspaceId', '=', made.id).orderBy('id').execute(),
  );
  expect(told.at(-1)).toMatchObject({ type: 'mesh.gateway.workspace.deleted.v1', data: { workspaceId: made.id } });
});

test('who knows an earlier state of a workspace neither renames nor deletes it', async () => {
  const made = await ask(first, 'POST', '/v1/workspaces', { name: 'one' });
  const { id, apiKey } = made.json();
  const path = `/v1/workspaces/${id}`;
  const before = { 'if-match': String(made.headers['etag']) };
  expect((await ask(apiKey, 'GET', path)).headers['etag']).toBe(before['if-match']);

  const renamed = await ask(apiKey, 'PATCH', path, { name: 'two' }, before);
  expect(renamed.json()).toMatchObject({ name: 'two', revision: 2 });
  const stale = await ask(apiKey, 'PATCH', path, { name: 'three' }, before);
  expect(stale.json()).toMatchObject({ status: 412, code: 'precondition-failed' });
  expect((await ask(apiKey, 'DELETE', path, undefined, before)).statusCode).toBe(412);
  expect((await ask(apiKey, 'GET', path)).json().name).toBe('two');
  const now = { 'if-match': String(renamed.headers['etag']) };
  expect((await ask(apiKey, 'DELETE', path, undefined, now)).statusCode).toBe(204);
});

test('the workspace that the mesh starts with stays, and its key has every scope after each start', async () => {
  expect((await ask(first, 'DELETE', `/v1/workspaces/${home}`)).json()).toMatchObject({
    status: 409,
    code: 'conflict',
  });
  await database.inWorkspace(home, (trx) =>
    trx
      .updateTable('apiKey')
      .set({ scopes: ['keys:read'] })
      .execute(),
  );
  const restarted = await replica(url);
  expect((await restarted(first, 'GET', '/v1/me')).json().scopes).toEqual([...scopes]);
});
