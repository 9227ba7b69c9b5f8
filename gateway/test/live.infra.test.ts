import { newId } from '@mesh/contracts/id';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveClient } from './live-client.ts';
import { journalsAt, liveGateway, workspaceId } from './live-gateway.ts';

const { redis } = await servers();
const redisUrl = redis?.url;
let opened: AsyncDisposableStack;
let natsUrl: string;
let journals: Awaited<ReturnType<typeof journalsAt>>['journals'];
let gateway: Awaited<ReturnType<typeof liveGateway>>;
let replica: Awaited<ReturnType<typeof liveGateway>>;

beforeAll(async () => {
  opened = new AsyncDisposableStack();
  natsUrl = opened.use(await freshNats()).url;
  ({ journals } = opened.use(await journalsAt(natsUrl)));
  gateway = opened.use(await liveGateway({ natsUrl, redisUrl }));
  replica = opened.use(await liveGateway({ natsUrl, redisUrl }));
});
afterAll(() => opened.disposeAsync());

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test('the journal is replayed in order, and the stream ends with the execution', async () => {
  const id = journals.begin(workspaceId);
  journals.append(id, 449, { text: 'line\nbreak' });
  journals.end(id);
  const client = await LiveClient.open(gateway.events(id));
  await client.ended;
  expect(client.status).toBe(200);
  expect(client.answer.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  expect(client.answer.headers['x-request-id']).toBeDefined();
  expect(client.told[0]?.retry).toBeGreaterThan(0);
  expect(client.seqs).toEqual(upTo(450));
  expect(client.told[1]).toMatchObject({ id: '7:1', event: 'task.started' });
  expect(JSON.parse(client.told[1]?.data ?? '')).toMatchObject({ seq: 1, data: { text: 'line\nbreak' } });
  expect(JSON.parse(client.told[1]?.data ?? '').traceId).toBe('a'.repeat(32));
});

test.each([':450', ':451', ':9000'])('a cursor at %s of 450 that have ended is answered with 204', async (seq) => {
  const id = journals.begin(workspaceId);
  journals.append(id, 449);
  journals.end(id);
  const client = await LiveClient.open(gateway.events(id), { 'last-event-id': `7${seq}` });
  await client.ended;
  expect(client.status).toBe(204);
});

test('what is appended while clients follow reaches all of them, read once for all', async () => {
  const id = journals.begin(workspaceId);
  const clients = await Promise.all(upTo(20).map(() => LiveClient.open(gateway.events(id))));
  await expect.poll(() => gateway.hub.size).toBe(1);
  const before = journals.reads;
  for (const _ of upTo(10)) {
    journals.append(id, 3);
    journals.hint(id, gateway.cache.publish);
    const count = journals.reads;
    await expect.poll(() => journals.reads).toBeGreaterThan(count);
  }
  journals.end(id);
  await Promise.all(clients.map(({ ended }) => ended));
  for (const client of clients) expect(client.seqs).toEqual(upTo(31));
  expect(journals.reads - before).toBeLessThan(20 * 10);
  await expect.poll(() => gateway.hub.size).toBe(0);
});

test('a stream resumes on another replica, and Last-Event-ID wins over ?after=', async () => {
  const id = journals.begin(workspaceId);
  journals.append(id, 10);
  const first = await LiveClient.open(gateway.events(id));
  await expect.poll(() => first.seqs).toEqual(upTo(10));
  first.leave();
  journals.append(id, 5);
  const url = `${replica.events(id)}?after=7:2`;
  const resumed = await LiveClient.open(url, { 'last-event-id': first.lastId ?? '' });
  await expect.poll(() => resumed.seqs).toEqual(upTo(15, 11));
  const older = await LiveClient.open(url);
  await expect.poll(() => older.seqs).toEqual(upTo(15, 3));
  journals.end(id);
  await Promise.all([resumed.ended, older.ended]);
  expect(resumed.seqs).toEqual(upTo(16, 11));
});

test.each(['6:3', '7:4'])(
  'the cursor %s, which means nothing here, is answered with a reset and all from the beginning',
  async (cursor) => {
    const id = journals.begin(workspaceId);
    journals.append(id, 3);
    const client = await LiveClient.open(gateway.events(id), { 'last-event-id': cursor });
    await expect.poll(() => client.seqs).toEqual(upTo(3));
    expect(client.told[1]).toMatchObject({ id: '7:0', event: 'stream.reset' });
    expect(JSON.parse(client.told[1]?.data ?? '')).toMatchObject({
      epoch: 7,
      seq: 0,
      execution: { id, status: 'running' },
    });
    client.leave();
  },
);

test('streams of a journal that has another epoch now end, and resume with a reset', async () => {
  const id = journals.begin(workspaceId);
  journals.append(id, 2);
  const client = await LiveClient.open(gateway.events(id));
  await expect.poll(() => client.seqs).toEqual([1, 2]);
  journals.epoch = 8;
  await client.ended;
  const again = await LiveClient.open(gateway.events(id), { 'last-event-id': client.lastId ?? '' });
  await expect.poll(() => again.seqs).toEqual([1, 2]);
  expect(again.told[1]?.event).toBe('stream.reset');
  again.leave();
  journals.epoch = 7;
});

describe('what is refused', () => {
  test.each([
    ['nobody', { 'x-api-key': 'nobody' }, '', 401],
    ['a key without the scope', { 'x-api-key': 'writer' }, '', 403],
    ['a key of another workspace', { 'x-api-key': 'stranger' }, '', 404],
    ['a cursor that is none', { 'last-event-id': '12' }, '', 400],
    ['an ?after= that is none', {}, '?after=7:x', 400],
    ['an unknown field', {}, '?before=7:1', 400],
  ])('%s', async (_who, headers, query, status) => {
    const id = journals.begin(workspaceId);
    const client = await LiveClient.open(gateway.events(id) + query, headers);
    expect(client.status).toBe(status);
    expect(client.answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    await client.ended;
    expect(gateway.streams.size).toBe(0);
  });

  test.each([newId('exe'), 'exe_doesnotexist'])('an execution that never was: %s', async (id) => {
    const client = await LiveClient.open(gateway.events(id));
    expect(client.status).toBe(404);
    await client.ended;
  });

  test('a HEAD, which would never end', async () => {
    const answer = await fetch(gateway.events(journals.begin(workspaceId)), {
      method: 'HEAD',
      headers: { 'x-api-key': 'reader' },
    });
    expect(answer.status).toBeGreaterThanOrEqual(404);
  });
});

test('revoking a key ends its streams and no other', async () => {
  const id = journals.begin(workspaceId);
  const revoked = await LiveClient.open(gateway.events(id));
  const other = await LiveClient.open(gateway.events(id), { 'x-api-key': 'other' });
  const reader = gateway.known.get('reader');
  gateway.known.delete('reader');
  await revoked.ended;
  if (reader) gateway.known.set('reader', reader);
  journals.end(id);
  await other.ended;
  expect(other.seqs).toEqual([1]);
  expect(revoked.answer.complete).toBe(true);
});

test('draining ends every stream with a retry, also one that nobody reads', async () => {
  const id = journals.begin(workspaceId);
  const draining = await liveGateway({ natsUrl, redisUrl });
  const clients = await Promise.all(upTo(10).map(() => LiveClient.open(draining.events(id))));
  const deaf = await LiveClient.open(draining.events(id));
  deaf.answer.pause();
  await draining[Symbol.asyncDispose]();
  await Promise.all(clients.map(({ ended }) => ended));
  for (const client of clients) {
    expect(client.answer.complete).toBe(true);
    expect(client.told.at(-1)?.retry).toBeGreaterThanOrEqual(1_000);
  }
  expect([draining.streams.size, draining.hub.size]).toEqual([0, 0]);
  deaf.leave();
});
