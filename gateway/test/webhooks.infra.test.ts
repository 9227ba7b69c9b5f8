import { createHmac } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import type { Principal } from '@mesh/contracts/principal';
import { openEgress } from '@mesh/egress/open';
import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Trx } from '../src/db/schema.ts';
import { sealingUnder } from '../src/sealing.ts';
import { deliverWebhooks } from '../src/webhook/deliver-webhooks.ts';
import { endTurn, keepTurns, sweepDeliveries, type Turn } from '../src/webhook/delivery-store.ts';
import { webhookOperations } from '../src/webhook/webhook-operations.ts';
import { openFeedRoom } from './feed-room.ts';
import { workspaceId } from './live-gateway.ts';
import { pepper } from './room.ts';
import { testApp } from './test-app.ts';
import { webhookReceiver } from './webhook-receiver.ts';

const opened = new AsyncDisposableStack();
const scopes: Principal['scopes'] = ['events:read', 'events:write'];
const principals: Record<string, Principal> = {
  own: { id: newId('key'), type: 'api-key', workspaceId, scopes },
  stranger: { id: newId('key'), type: 'api-key', workspaceId: newId('ws'), scopes },
};
let room: Awaited<ReturnType<typeof openFeedRoom>>;
let receiver: Awaited<ReturnType<typeof webhookReceiver>>;
let app: ReturnType<typeof testApp>;

beforeAll(async () => {
  room = opened.use(await openFeedRoom());
  receiver = opened.use(await webhookReceiver());
  const sealing = sealingUnder(pepper);
  const egress = opened.use(
    openEgress({ allow: [receiver.host], log: silent, lookup: async () => ['169.254.169.254'] }),
  );
  for (const _ of [1, 2]) opened.use(deliverWebhooks({ db: room.db, egress, sealing, log: silent })); // two replicas
  app = testApp({
    locals: webhookOperations({ db: room.db, sealing, egress }),
    whoAsks: async ({ headers }) => principals[String(headers['x-api-key'] ?? 'own')] as Principal,
  });
  opened.defer(() => app.close());
});
afterAll(() => opened.disposeAsync());

const root = '/v1/webhook-endpoints';
const ask = async (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path = '',
  payload?: object,
  key = 'own',
  headers: Readonly<Record<string, string>> = {},
) => {
  const answer = await app.inject({
    method,
    url: root + path,
    headers: { 'x-api-key': key, ...headers },
    ...(payload && { payload }),
  });
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() };
};
const made = async (types: string[], url = receiver.url) => (await ask('POST', '', { url, types })).body;
const signatureBy = (shown: string, call: (typeof receiver.posted)[number] | undefined) => {
  const secret = Buffer.from(shown.slice('whsec_'.length), 'base64');
  const { 'webhook-id': id, 'webhook-timestamp': at } = call?.headers ?? {};
  return `v1,${createHmac('sha256', secret).update(`${id}.${at}.${call?.body}`).digest('base64')}`;
};
const typesPosted = () => receiver.posted.map(({ body }) => JSON.parse(body).type);
const deliveries = async (id: string) => (await ask('GET', `/${id}/deliveries`)).body.items;

test('what an endpoint wants is posted once, signed, and can be posted again', async () => {
  const endpoint = await made(['shop.*', 'exact']);
  await room.tell(['shop.paid', 'other', 'exact', 'exactly']);
  await expect.poll(typesPosted).toHaveLength(2);
  expect(typesPosted().sort()).toEqual(['exact', 'shop.paid']);
  const [first] = receiver.posted;
  expect(first?.headers['webhook-signature']).toBe(signatureBy(endpoint.secret, first));
  expect(first?.headers['content-type']).toBe('application/cloudevents+json');

  await expect
    .poll(async () => (await deliveries(endpoint.id)).map(({ status }: { status: string }) => status))
    .toEqual(['delivered', 'delivered']);
  const [latest] = await deliveries(endpoint.id);
  expect(latest).toMatchObject({ type: 'exact', attempts: 1, responseStatus: 204, nextAttemptAt: null });
  expect((await ask('POST', `/${endpoint.id}/deliveries/${latest.id}/redeliver`)).status).toBe(202);
  await expect.poll(typesPosted).toHaveLength(3);
  expect(typesPosted()[2]).toBe('exact');
  await ask('DELETE', `/${endpoint.id}`);
});

test('rotated, a secret gives way to another, and signs beside it until the overlap ends', async () => {
  const { id, secret: first, revision } = await made(['rotated']);
  const rotate = async (overlapSeconds: number) => (await ask('POST', `/${id}/rotate`, { overlapSeconds })).body;
  const signed = async () => {
    const before = receiver.posted.length;
    await room.tell(['rotated']);
    await expect.poll(() => receiver.posted.length).toBe(before + 1);
    const call = receiver.posted[before];
    const by = (secret: string) => signatureBy(secret, call);
    return { by, signatures: String(call?.headers['webhook-signature']).split(' ') };
  };
  const second = await rotate(3_600);
  expect(second).toMatchObject({ id, revision: revision + 1, types: ['rotated'] });
  const both = await signed();
  expect(both.signatures).toEqual([second.secret, first].map(both.by));
  const third = await rotate(0);
  const alone = await signed();
  expect(alone.signatures).toEqual([alone.by(third.secret)]);
  expect((await ask('GET', `/${id}`)).body).not.toHaveProperty('formerSecrets');
  expect((await ask('POST', `/${id}/rotate`, { overlapSeconds: 0 }, 'stranger')).status).toBe(404);
  await ask('DELETE', `/${id}`);
});

test('who change different parts of an endpoint at the same moment change both', async () => {
  const { id } = await made(['first']);
  for (const round of Array(10).keys()) {
    const [types, enabled] = [[`round-${round}`], round % 2 === 0];
    await Promise.all([ask('PATCH', `/${id}`, { types }), ask('PATCH', `/${id}`, { enabled })]);
    expect((await ask('GET', `/${id}`)).body).toMatchObject({ types, enabled });
  }
  await ask('DELETE', `/${id}`);
});

test('an endpoint is changed and deleted by whoever knows it as it is, and by nobody who knows it as it was', async () => {
  const { id, revision } = await made(['known']);
  const knowing = (known: number) => ({ 'if-match': `"${known}"` });
  const stale = { status: 412, body: { code: 'precondition-failed' } };
  expect(await ask('PATCH', `/${id}`, { types: ['a'] }, 'own', knowing(revision + 1))).toMatchObject(stale);
  const changed = await ask('PATCH', `/${id}`, { types: ['a'] }, 'own', knowing(revision));
  expect(changed).toMatchObject({ status: 200, body: { types: ['a'] } });
  expect(await ask('PATCH', `/${id}`, { types: ['b'] }, 'own', knowing(revision))).toMatchObject(stale);
  expect(await ask('DELETE', `/${id}`, undefined, 'own', knowing(revision))).toMatchObject(stale);
  expect((await ask('GET', `/${id}`)).body).toEqual(changed.body);
  expect((await ask('DELETE', `/${id}`, undefined, 'own', knowing(changed.body.revision))).status).toBe(204);
});

test('a refusal is tried again as Retry-After says, with the same id', async () => {
  const before = receiver.posted.length;
  receiver.answers.push({ status: 500 }, { status: 503, headers: { 'retry-after': '3600' } });
  const endpoint = await made(['retry.me']);
  await room.tell(['retry.me']);
  await expect.poll(async () => (await deliveries(endpoint.id))[0]?.responseStatus).toBe(503);
  const [delivery] = await deliveries(endpoint.id);
  expect(delivery).toMatchObject({ status: 'pending', attempts: 2 });
  expect(Date.parse(delivery.nextAttemptAt)).toBeGreaterThan(Date.now() + 3_500_000);
  const ids = receiver.posted.slice(before).map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  await ask('DELETE', `/${endpoint.id}`);
});

test.each([
  ['is as large as it likes', { body: 'x'.repeat(100_000) }],
  ['comes in an encoding that nobody knows', { headers: { 'content-encoding': 'zzz' }, body: 'x' }],
])('what an endpoint says besides 2xx %s', async (_, more) => {
  receiver.answers.push({ status: 200, ...more });
  const endpoint = await made(['talk']);
  await room.tell(['talk']);
  await expect
    .poll(async () => (await deliveries(endpoint.id))[0])
    .toMatchObject({ status: 'delivered', responseStatus: 200 });
  await ask('DELETE', `/${endpoint.id}`);
});

test('an endpoint that answers 410 gets nothing more', async () => {
  receiver.answers.push({ status: 410 });
  const endpoint = await made(['leave.*']);
  await room.tell(['leave.now']);
  await expect.poll(async () => (await ask('GET', `/${endpoint.id}`)).body.enabled).toBe(false);
  await room.tell(['leave.again']);
  await expect.poll(async () => (await deliveries(endpoint.id))[0]?.status).toBe('failed');
  expect(typesPosted()).not.toContain('leave.again');
  expect((await ask('PATCH', `/${endpoint.id}`, { enabled: true })).body).toMatchObject({
    enabled: true,
    types: ['leave.*'],
    revision: endpoint.revision + 2,
  });
  await ask('DELETE', `/${endpoint.id}`);
});

test.each([
  ...['http://169.254.169.254/latest', 'http://127.0.0.1/', 'http://[::1]/', 'http://2130706433/', 'http://10.0.0.1/'],
  ...['http://localhost/', 'https://localhost./', 'http://x.railway.internal/', 'http://metadata.google.internal/'],
  ...['https://8.8.8.8:22/', 'http://user:password@example.com/'],
])('%s is refused when it is told, and changes no endpoint', async (url) => {
  const refusal = { status: 422, body: { code: 'egress-denied', errors: [{ pointer: '/body/url' }] } };
  expect(await ask('POST', '', { url, types: ['*'] })).toMatchObject(refusal);
  const endpoint = await made(['never']);
  expect(await ask('PATCH', `/${endpoint.id}`, { url })).toMatchObject(refusal);
  expect((await ask('GET', `/${endpoint.id}`)).body.url).toBe(receiver.url);
  await ask('DELETE', `/${endpoint.id}`);
});

test('events come in their order, one after the other, whichever replica posts them', async () => {
  const before = receiver.posted.length;
  const types = Array.from({ length: 40 }, (_, place) => `in.order.${place}`);
  const endpoint = await made(['in.order.*']);
  await room.tell(types.slice(0, 20));
  await room.tell(types.slice(20));
  await expect.poll(() => receiver.posted.length, { timeout: 10_000 }).toBe(before + types.length);
  expect(typesPosted().slice(before)).toEqual(types);
  await ask('DELETE', `/${endpoint.id}`);
});

test('an endpoint that never answers holds up no other', async () => {
  const [silent, well] = [await made(['mute.*'], `${receiver.url}?silent`), await made(['well'])];
  await room.tell(Array.from({ length: 40 }, (_, place) => `mute.${place}`));
  await expect.poll(() => typesPosted().some((type) => type.startsWith('mute.'))).toBe(true);
  await room.tell(['well']);
  await expect.poll(async () => (await deliveries(well.id))[0]?.status, { timeout: 5_000 }).toBe('delivered');
  for (const { id } of [silent, well]) await ask('DELETE', `/${id}`);
});

test('many endpoints that hang hold up none that answers, and one that hangs no more is among those again', async () => {
  const [well, hung] = [await made(['crowd.well']), await made(['crowd.hung'], `${receiver.url}?silent`)];
  const crowd: string[] = [];
  while (crowd.length < 99) crowd.push((await made(['crowd.hung'], `${receiver.url}?silent`)).id);
  await room.db.inWorkspace(workspaceId, (trx) =>
    trx.updateTable('webhookEndpoint').set({ isSlow: true }).where('id', 'in', crowd).execute(),
  );
  const busy = sql<{ isSlow: boolean; count: number }>`
    select is_slow, count(*)::integer as count from webhook_endpoint
    where workspace_id = ${workspaceId} and busy_until > now() group by is_slow`;
  await room.tell(['crowd.hung']);
  const busyNow = async () => (await room.db.asSystem((trx) => busy.execute(trx))).rows;
  await expect.poll(busyNow, { timeout: 10_000 }).toContainEqual({ isSlow: true, count: 2 * 8 });
  await room.tell(['crowd.well']);
  await expect.poll(async () => (await deliveries(well.id))[0]?.status, { timeout: 10_000 }).toBe('delivered');

  const isSlow = async () => {
    const asked = sql<{ isSlow: boolean }>`select is_slow from webhook_endpoint where id = ${hung.id}`;
    return (await room.db.asSystem((trx) => asked.execute(trx))).rows[0]?.isSlow;
  };
  await expect.poll(isSlow, { timeout: 40_000 }).toBe(true);
  await room.db.inWorkspace(workspaceId, (trx) => trx.deleteFrom('webhookEndpoint').where('id', 'in', crowd).execute());
  await ask('PATCH', `/${hung.id}`, { url: receiver.url });
  await room.tell(['crowd.hung']);
  await expect.poll(isSlow, { timeout: 40_000 }).toBe(false);
  for (const { id } of [well, hung]) await ask('DELETE', `/${id}`);
}, 120_000);

test('a turn is kept while it lasts, and whoever dies in one holds up its endpoint for ten seconds at most', async () => {
  const endpoint = await made(['held'], `${receiver.url}?silent`);
  const turn = { endpointId: endpoint.id } as Turn;
  const asked = sql<{ busyUntil: Date }>`select busy_until from webhook_endpoint where id = ${endpoint.id}`;
  const busyIn = async (trx: Trx) => (await asked.execute(trx)).rows[0]?.busyUntil.getTime() ?? 0;
  const busyUntil = () => room.db.asSystem(busyIn);
  await room.tell(['held']);
  await expect.poll(busyUntil).toBeGreaterThan(Date.now());
  const first = await busyUntil();
  expect(first - Date.now()).toBeLessThanOrEqual(10_000);
  await expect.poll(busyUntil, { timeout: 10_000 }).toBeGreaterThan(first);
  const left = await room.db.asSystem(async (trx) => {
    await endTurn(trx, turn, false);
    await keepTurns(trx, [turn]);
    return busyIn(trx); // before anybody takes the next turn
  });
  expect(left, 'what has ended stays so').toBeLessThanOrEqual(Date.now());
  await ask('DELETE', `/${endpoint.id}`);
});

test('what waits for another attempt is not removed before it', async () => {
  receiver.answers.push({ status: 503, headers: { 'retry-after': '86400' } });
  const endpoint = await made(['swept.*']);
  await room.tell(['swept.later']);
  await expect.poll(async () => (await deliveries(endpoint.id))[0]?.responseStatus).toBe(503);
  await room.tell(['swept.now']);
  await expect.poll(async () => (await deliveries(endpoint.id))[0]?.status).toBe('delivered');
  const statusesAfter = async (days: number) => {
    await room.db.asSystem(async (trx) => {
      const createdAt = new Date(Date.now() - days * 86_400_000);
      await trx.updateTable('webhookDelivery').set({ createdAt }).where('endpointId', '=', endpoint.id).execute();
      await sweepDeliveries(trx);
    });
    return (await deliveries(endpoint.id)).map(({ status }: { status: string }) => status);
  };
  expect(await statusesAfter(7)).toEqual(['delivered', 'pending']);
  expect(await statusesAfter(9)).toEqual(['pending']);
  expect(await statusesAfter(12)).toEqual([]);
  await ask('DELETE', `/${endpoint.id}`);
});

test('a name that leads to a closed place is not called, and why is told', async () => {
  const endpoint = await made(['closed'], 'http://leads-inside.example/');
  await room.tell(['closed']);
  await expect
    .poll(async () => (await deliveries(endpoint.id))[0])
    .toMatchObject({ status: 'pending', attempts: 1, responseStatus: null, error: expect.any(String) });
  await ask('DELETE', `/${endpoint.id}`);
});

test('a secret is shown once and stored sealed, and another workspace sees nothing', async () => {
  const { id, secret } = await made(['*']);
  expect((await ask('GET', `/${id}`)).body).not.toHaveProperty('secret');
  expect(JSON.stringify((await ask('GET')).body)).not.toContain(secret);
  const kept = await room.db.inWorkspace(workspaceId, (trx) =>
    trx.selectFrom('webhookEndpoint').select('secret').where('id', '=', id).executeTakeFirstOrThrow(),
  );
  expect(kept.secret.includes(Buffer.from(secret))).toBe(false);
  for (const [method, path] of [
    ['GET', `/${id}`],
    ['PATCH', `/${id}`],
    ['DELETE', `/${id}`],
    ['GET', `/${id}/deliveries`],
    ['POST', `/${id}/deliveries/1/redeliver`],
  ] as const)
    expect((await ask(method, path, method === 'PATCH' ? {} : undefined, 'stranger')).status, path).toBe(404);
  expect((await ask('GET', '', undefined, 'stranger')).body.items).toEqual([]);
  expect((await ask('POST', '', { url: 'ftp://x.example', types: ['*'] })).status).toBe(400);
  await ask('DELETE', `/${id}`);
  expect((await ask('GET', `/${id}`)).status).toBe(404);
});
