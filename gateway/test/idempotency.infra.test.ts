import { once as happened } from 'node:events';
import type { HandlerOf } from '@mesh/bus/handler';
import { serve } from '@mesh/bus/serve';
import { formatApiKey, newApiKey, parseApiKey } from '@mesh/contracts/api-key';
import { publishEvents } from '@mesh/contracts/cloud-events';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { createStreamTicket } from '@mesh/contracts/streams';
import { redeliverWebhook } from '@mesh/contracts/webhook-endpoints';
import { createWorkflow } from '@mesh/contracts/workflows';
import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { VerifiedKeys } from '../src/api-key/verified-keys.ts';
import { sweepAnswers } from '../src/http/idempotency/kept-answer-store.ts';
import { onceByKey } from '../src/http/idempotency/once.ts';
import { local } from '../src/http/local-operation.ts';
import { identityOperations } from '../src/identity/identity-operations.ts';
import { createStreamTicket as ticketMade } from '../src/live/socket/create-stream-ticket.ts';
import { sealingUnder } from '../src/sealing.ts';
import { openRoom, pepper, type Room } from './room.ts';
import { testApp } from './test-app.ts';

type Create = HandlerOf<typeof createWorkflow>;
let room: Room;
let made: string[] = [];
let create: Create;

beforeAll(async () => {
  room = await openRoom();
  const workflows = await room.busOf('workflows');
  serve(workflows, createWorkflow, (request, context) => create(request, context));
});
afterAll(() => room[Symbol.asyncDispose]());
beforeEach(() => {
  made = [];
  create = saved;
});

const saved: Create = async (_request, { newId: minted = '' }) => {
  made.push(minted);
  const identity = { namespace: 'n', name: 'x', version: '1' };
  return { id: minted, ...identity, digest: 'd', status: 'active', created: true, createdAt: new Date().toISOString() };
};
const save = (key: string, payload = '{"a":1}', app = room.app) =>
  app.inject({
    method: 'POST',
    url: '/v1/workflows',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    payload,
  });

test('asked again, the stored status, headers and body come again, and nothing is made', async () => {
  const first = await save('k1');
  const again = await save('"k1"');
  expect(first.statusCode).toBe(201);
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect([again.statusCode, again.body, again.headers.location]).toEqual([201, first.body, first.headers.location]);
  expect(made).toHaveLength(1);
});

test('the same key of another asker is another key: what one was answered, the other is not shown', async () => {
  const mine = await save('common');
  const other = { ...room.principal, id: newId('key') };
  const theirs = await save('common', '{"a":1}', testApp({ ...room.parts, whoAsks: async () => other }));
  expect(theirs.headers['idempotency-replayed']).toBeUndefined();
  expect(theirs.json().id).not.toBe(mine.json().id);
  expect((await save('common')).json().id).toBe(mine.json().id);
});

test('without a key nothing is kept', async () => {
  await room.app.inject({
    method: 'POST',
    url: '/v1/workflows',
    headers: { 'content-type': 'application/yaml' },
    payload: 'a',
  });
  await room.app.inject({
    method: 'POST',
    url: '/v1/workflows',
    headers: { 'content-type': 'application/yaml' },
    payload: 'a',
  });
  expect(new Set(made).size).toBe(2);
});

test('the same key with another body, or at another address, is refused', async () => {
  await save('k2');
  expect((await save('k2', '{"a":2}')).json()).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
});

test.each(['', ' ', '"', '""', 'a'.repeat(256), 'ä', 'a b', '"a'])('the key %j is refused', async (key) => {
  expect((await save(key)).statusCode).toBe(400);
});

test('a key of 255 characters is taken', async () => expect((await save('~'.repeat(255))).statusCode).toBe(201));

test('while the first is under way another is told to wait, and then gets its answer', async () => {
  const going = new EventTarget();
  const arrived = happened(going, 'arrived');
  create = async (request, context) => {
    const go = happened(going, 'go');
    going.dispatchEvent(new Event('arrived'));
    await go;
    return saved(request, context);
  };
  const first = save('k3');
  await arrived;
  const second = await save('k3');
  expect(second.json()).toMatchObject({ status: 409, code: 'idempotency-in-progress' });
  expect(Number(second.headers['retry-after'])).toBeGreaterThan(0);
  going.dispatchEvent(new Event('go'));
  expect((await first).statusCode).toBe(201);
  expect((await save('k3')).headers['idempotency-replayed']).toBe('true');
  expect(made).toHaveLength(1);
});

test('of a hundred at once one is done', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, () => save('k4')));
  expect(new Set(all.map(({ statusCode }) => statusCode))).toEqual(new Set([201, 409]));
  expect(made).toHaveLength(1);
});

test('a failure inside is not kept, and the next try makes the same thing', async () => {
  const ids: (string | undefined)[] = [];
  create = async (_request, context) => {
    ids.push(context.newId);
    throw new MeshError('unavailable', 'not now');
  };
  expect((await save('k5')).statusCode).toBe(503);
  create = saved;
  expect((await save('k5')).statusCode).toBe(201);
  expect(made).toEqual(ids);
});

test('a refusal is kept; what the caller can mend is not', async () => {
  create = async () => {
    throw new MeshError('conflict', 'it is there');
  };
  const first = await save('k6');
  create = saved;
  const again = await save('k6');
  expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([409, first.body, 'true']);

  create = async () => {
    throw new MeshError('invalid', 'no');
  };
  expect((await save('k7')).statusCode).toBe(400);
  create = saved;
  expect((await save('k7', '{"b":1}')).statusCode).toBe(201);
});

test('what a quota refuses is done once there is room again', async () => {
  create = async () => {
    throw new MeshError('unprocessable', 'too many are queued', { extra: { quota: 'queued-executions', limit: 5 } });
  };
  expect((await save('full')).statusCode).toBe(422);
  create = saved;
  expect((await save('full')).statusCode).toBe(201);
});

test('after a crash between the call and its keeping, a retry asks with the same id', async () => {
  const crashed = { ...room.answers, keep: () => new Promise<never>(() => {}) };
  const dying = testApp({ ...room.parts, once: onceByKey({ ...crashed, renew: async () => {} }, silent) });
  void save('k8', undefined, dying);
  await expect.poll(() => made.length).toBe(1);
  expect((await save('k8')).statusCode).toBe(409);
  await room.db.inWorkspace(room.principal.workspaceId, (trx) =>
    sql`update kept_answer set held_until = now() where key = 'k8'`.execute(trx),
  );
  expect((await save('k8')).statusCode).toBe(201);
  expect(made).toEqual([made[0], made[0]]);
  await dying.close();
});

test('a key is free again after a day, and the sweep removes it', async () => {
  await save('k9');
  const age = (hours: number) =>
    room.db.inWorkspace(room.principal.workspaceId, (trx) =>
      sql`update kept_answer set asked_at = now() - make_interval(hours => ${hours})`.execute(trx),
    );
  await age(25);
  expect((await save('k9', '{"other":true}')).headers['idempotency-replayed']).toBeUndefined();
  expect(new Set(made).size).toBe(2);
  await age(25);
  await room.db.asSystem(sweepAnswers);
  expect(await rows()).toBe(0);
});

test('the key of one workspace is free in another', async () => {
  await save('k10');
  const stranger = testApp({ ...room.parts, whoAsks: async () => ({ ...room.principal, workspaceId: newId('ws') }) });
  expect((await save('k10', undefined, stranger)).headers['idempotency-replayed']).toBeUndefined();
  await stranger.close();
});

test('a new API key and a new workspace are shown again by their key, and no secret lies open in the database', async () => {
  const locals = identityOperations({ db: room.db, pepper, verified: new VerifiedKeys(), home: 'ws_home' });
  await room.db.inWorkspace(room.principal.workspaceId, (trx) =>
    trx.insertInto('workspace').values({ id: room.principal.workspaceId, name: 'mine' }).execute(),
  );
  const app = testApp({ ...room.parts, locals });
  const ask = async (url: string, key: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url, headers: { 'idempotency-key': key }, payload });
    expect(answer.statusCode).toBe(201);
    return answer;
  };
  const body = { name: 'k', scopes: ['keys:read'] };
  const first = (await ask('/v1/api-keys', 'key', body)).json();
  expect((await ask('/v1/api-keys', 'key', body)).json().key).toBe(first.key);
  const workspace = (await ask('/v1/workspaces', 'ws', { name: 'w' })).json();
  expect((await ask('/v1/workspaces', 'ws', { name: 'w' })).json().apiKey).toBe(workspace.apiKey);

  const lying = await room.db.asSystem((trx) =>
    sql<{ body: Buffer | null }>`select body from kept_answer`.execute(trx),
  );
  const stored = Buffer.concat(lying.rows.flatMap((row) => row.body ?? [])).toString('latin1');
  expect(stored).not.toContain(parseApiKey(first.key)?.secret);
  await app.close();
});

test('what makes nothing, but does its work whenever it is asked, does it once by its key', async () => {
  let done = 0;
  const again = local(redeliverWebhook, async () => ({
    ...{ id: '7', type: 't', status: 'pending' as const, attempts: ++done, createdAt: new Date().toISOString() },
    ...{ nextAttemptAt: null, responseStatus: null, error: null },
  }));
  const app = testApp({ ...room.parts, locals: [again] });
  const url = `/v1/webhook-endpoints/${newId('whk')}/deliveries/7/redeliver`;
  const ask = () => app.inject({ method: 'POST', url, headers: { 'idempotency-key': 'again' } });
  const answers = [await ask(), await ask()];
  const told = answers.map(({ statusCode, headers }) => headers['idempotency-replayed'] ?? statusCode);
  expect([...told, done]).toEqual([202, 'true', 1]);
  await app.close();
});

test('an event is sent once by its key, in binary mode as well, where its headers are a part of it', async () => {
  const workflows = await room.busOf('workflows');
  let sent = 0;
  await using _ = serve(workflows, publishEvents, async ({ headers }) => {
    sent += 1;
    return { id: headers['ce-id'] ?? '' };
  });
  const send = (id: string, payload = Buffer.from([0xff, 0])) =>
    room.app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { 'idempotency-key': 'event', 'content-type': 'image/png', 'ce-id': id, 'ce-type': 'a' },
      payload,
    });
  const first = await send('1');
  const again = await send('1');
  expect([first.statusCode, first.json(), sent]).toEqual([202, { id: '1' }, 1]);
  expect([again.statusCode, again.json(), again.headers['idempotency-replayed']]).toEqual([202, { id: '1' }, 'true']);
  for (const other of [await send('2'), await send('1', Buffer.from([0xff, 1]))])
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
});

test('what has no id of its own is made once by its key as well', async () => {
  const app = testApp({ ...room.parts, locals: [local(createStreamTicket, ticketMade(room.db))] });
  const make = (key: string) =>
    app.inject({ method: 'POST', url: '/v1/stream-tickets', headers: { 'idempotency-key': key } });
  const [first, again, other] = [await make('ticket'), await make('ticket'), await make('another ticket')];
  expect([first.statusCode, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
  expect(again.json()).toEqual(first.json());
  expect(other.json().ticket).not.toBe(first.json().ticket);
  await app.close();
});

test('a kept answer that was moved to another key, or is of another pepper, is not opened', async () => {
  const sealing = sealingUnder(pepper);
  const sealed = sealing.seal('a', Buffer.from('x'));
  expect(sealing.open('a', sealed).toString()).toBe('x');
  expect(() => sealing.open('b', sealed)).toThrow();
  expect(() => sealingUnder('q'.repeat(32)).open('a', sealed)).toThrow();
});

test('asked again for an id that was made, the key or the workspace is one', async () => {
  const locals = identityOperations({ db: room.db, pepper, verified: new VerifiedKeys(), home: 'ws_home' });
  const again = (name: string, body: object, minted: string) =>
    locals
      .find(({ operation }) => operation.name === name)
      ?.answer({ params: {}, query: {}, headers: {}, body }, { principal: room.principal, newId: minted }) as Promise<{
      id: string;
      key: string;
      apiKey: string;
    }>;
  const id = newApiKey().id;
  const body = { name: 'twice', scopes: ['keys:read'] };
  const keys = [await again('createApiKey', body, id), await again('createApiKey', body, id)];
  expect(keys.map((one) => one.id)).toEqual([id, id]);
  expect(formatApiKey(parseApiKey(keys[1]?.key ?? '') ?? newApiKey())).toBe(keys[1]?.key);
  const ws = newId('ws');
  const spaces = [await again('createWorkspace', { name: 'w' }, ws), await again('createWorkspace', { name: 'w' }, ws)];
  expect(parseApiKey(spaces[0]?.apiKey ?? '')?.id).toBe(parseApiKey(spaces[1]?.apiKey ?? '')?.id);
});

async function rows(): Promise<number> {
  const { rows: all } = await room.db.asSystem((trx) => sql`select 1 from kept_answer`.execute(trx));
  return all.length;
}
