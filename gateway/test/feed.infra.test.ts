import { newId } from '@mesh/contracts/id';
import { eventEmitted, eventReceived } from '@mesh/contracts/workflows-events';
import { IN_BASE64 } from '@mesh/outbox/event/own-attributes';
import { pack } from '@mesh/outbox/event/packed';
import { toStructured } from '@mesh/outbox/event/structured-event';
import type { HeardBundle } from '@mesh/outbox/handle/heard';
import type { FactOf } from '@mesh/outbox/on';
import { record } from '@mesh/outbox/record';
import { silent } from '@mesh/runtime/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendBundles } from '../src/feed/append-bundles.ts';
import { appendToFeeds } from '../src/feed/append-to-feeds.ts';
import { readFeed, sweepFeeds } from '../src/feed/feed-store.ts';
import { openFeedRoom } from './feed-room.ts';
import { LiveClient } from './live-client.ts';

let room: Awaited<ReturnType<typeof openFeedRoom>>;
beforeAll(async () => {
  room = await openFeedRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const feedOf = ({ url }: { url: string }, query = '') => `${url}/v1/events${query}`;
const typesOf = ({ told }: LiveClient) => told.flatMap(({ event }) => (event === undefined ? [] : [event]));
const seqsOf = ({ told }: LiveClient) => told.flatMap(({ id }) => (id === undefined ? [] : [Number(id.split(':')[1])]));

test('events come as CloudEvents, in order and without a gap, and go on on another replica', async () => {
  const types = Array.from({ length: 30 }, (_, index) => `shop.order.n${index}`);
  const client = await LiveClient.open(feedOf(room.gateway));
  await room.tell(types.slice(0, 20), { source: '/shop', subject: 'order-1' });
  await expect.poll(() => typesOf(client)).toEqual(types.slice(0, 20));
  expect(seqsOf(client)).toEqual(types.slice(0, 20).map((_, index) => index + 1));
  expect(JSON.parse(client.told[1]?.data ?? '')).toMatchObject({
    specversion: '1.0',
    type: 'shop.order.n0',
    source: '/shop',
    subject: 'order-1',
    datacontenttype: 'application/json',
    data: { type: 'shop.order.n0' },
  });
  const { lastId = '' } = client;
  client.leave();
  await room.tell(types.slice(20));
  const resumed = await LiveClient.open(feedOf(room.replica), { 'last-event-id': lastId });
  await expect.poll(() => typesOf(resumed)).toEqual(types.slice(20));
  resumed.leave();
});

test('events that travel in bundles are told once each, in their order', async () => {
  const workspaceId = newId('ws');
  const types = Array.from({ length: 20 }, (_, index) => `shop.bundled.n${index}`);
  await room.db.inWorkspace(workspaceId, async (trx) => {
    for (const type of types) await record(trx, eventEmitted, { workspaceId, type, data: { type } });
  });
  const rows = async () => (await feedRows(workspaceId))?.rows ?? [];
  await expect.poll(async () => (await rows()).map(({ type }) => type)).toEqual(types);
  expect(JSON.parse((await rows())[3]?.json ?? '')).toMatchObject({ type: types[3], data: { type: types[3] } });
});

type Bundled = HeardBundle & { readonly facts: readonly FactOf<unknown>[] };
const bundleOf = (workspaceId: string, facts: readonly FactOf<unknown>[]): Bundled => {
  const json = `[${facts.map(({ data, workspaceId: workspaceid, ...event }) => toStructured({ ...event, workspaceid }, JSON.stringify(data))).join(',')}]`;
  const recordedTime = facts.at(-1)?.time ?? '';
  const bundle = { count: facts.length, recordedTime, packed: pack(json) };
  return { id: newId('evt'), subject: 'event.w.workflows.execution.completed', workspaceId, bundle, facts };
};
const heardOf = (workspaceId: string, count: number): Bundled =>
  bundleOf(
    workspaceId,
    Array.from({ length: count }, () => factOf(workspaceId, { source: '/bundle' })),
  );
const idsIn = (rows: readonly { json: string }[] = []) => rows.map(({ json }) => JSON.parse(json).id as string);

test('a bundle is in the feed once, and each of its events has a place of its own between others', async () => {
  const workspaceId = newId('ws');
  const [first, second, third] = [heardOf(workspaceId, 5), heardOf(workspaceId, 180), heardOf(workspaceId, 90)];
  const alone = Array.from({ length: 4 }, () => factOf(workspaceId));
  await appendToFeeds(room.db, alone.slice(0, 2));
  await appendBundles(room.db, [first, second, first], silent);
  await appendBundles(room.db, [second], silent);
  await appendToFeeds(room.db, alone.slice(2));
  expect(await appendBundles(room.db, [third], silent)).toEqual(new Map([[workspaceId, 279]]));

  const told = [...alone.slice(0, 2), ...first.facts, ...second.facts, ...alone.slice(2), ...third.facts];
  const ids = told.map(({ id }) => id);
  for (const limit of [1, 2, 7, 100, 1_000])
    for (const after of [0, 1, 2, 4, 7, 8, 150, 187, 188, 189, 278]) {
      const page = (await feedRows(workspaceId, { after, limit }))?.rows ?? [];
      expect(idsIn(page)).toEqual(ids.slice(after, after + page.length));
      expect(page.map(({ seq }) => seq)).toEqual(page.map((_, place) => after + 1 + place));
      expect(page.length).toBeGreaterThan(0);
    }
  expect(idsIn((await feedRows(workspaceId))?.rows)).toEqual(ids);
});

test('what cannot be read has its places in the feed, and readers pass over them', async () => {
  const workspaceId = newId('ws');
  const [first, other, last] = [heardOf(workspaceId, 2), heardOf(workspaceId, 3), heardOf(workspaceId, 1)];
  const stranger = factOf(newId('ws'));
  const garbled = { ...heardOf(workspaceId, 2), bundle: { ...other.bundle, packed: pack('[{') } };
  const forged = bundleOf(workspaceId, [...first.facts.slice(0, 1), stranger]);
  await appendBundles(room.db, [garbled, forged, last], silent);
  const { rows = [] } = (await feedRows(workspaceId)) ?? {};
  expect(rows.map(({ seq }) => seq)).toEqual([4]);
  const rest = (await feedRows(workspaceId, { after: 4, limit: 100 }))?.rows ?? [];
  expect([rest.map(({ seq }) => seq), idsIn(rest)]).toEqual([[6], last.facts.map(({ id }) => id)]);
});

test('what the version before has kept is told as it is', async () => {
  const workspaceId = newId('ws');
  const events = [1, 2].map((nth) => ({ specversion: '1.0', id: `${nth}`, source: '/s', type: 't', meshdepth: '1' }));
  await room.db.asSystem(async (trx) => {
    await trx.insertInto('feedHead').values({ workspaceId, seq: '2' }).execute();
    const kept = { workspaceId, seq: '2', count: 2, id: 'before', events: JSON.stringify(events) };
    await trx.insertInto('feedBundle').values(kept).execute();
  });
  const { rows = [] } = (await feedRows(workspaceId)) ?? {};
  expect(rows.map(({ seq, json }) => [seq, JSON.parse(json)])).toEqual(events.map((event, at) => [at + 1, event]));
});

test('the events of a bundle are owed to the endpoints that want them, each as it is in the feed', async () => {
  const workspaceId = newId('ws');
  const facts = ['one.fact', 'other.fact', 'one.fact'].map((type) => factOf(workspaceId, { type }));
  const bundle = bundleOf(workspaceId, facts);
  const endpoint = { id: newId('whk'), workspaceId, url: 'https://a.example/', secret: Buffer.alloc(1) };
  await room.db.inWorkspace(workspaceId, async (trx) => {
    await trx
      .insertInto('webhookEndpoint')
      .values({ ...endpoint, types: ['one.*'] })
      .execute();
  });
  const garbled = { ...heardOf(workspaceId, 1), bundle: { ...bundle.bundle, packed: pack('[{') } };
  await appendBundles(room.db, [bundle, bundle, garbled], silent);
  const owed = await room.db.inWorkspace(workspaceId, (trx) =>
    trx.selectFrom('webhookDelivery').select(['seq', 'type', 'body']).orderBy('seq').execute(),
  );
  const { rows = [] } = (await feedRows(workspaceId)) ?? {};
  expect(owed).toEqual([1, 3].map((seq) => ({ seq: String(seq), type: 'one.fact', body: rows[seq - 1]?.json })));
});

test('what two executions emit under one id is told once', async () => {
  const workspaceId = newId('ws');
  const emitted = { workspaceId, type: 'shop.same', source: '/shop', eventId: 'same' };
  for (const nth of [1, 2])
    await room.db.inWorkspace(workspaceId, (trx) => record(trx, eventEmitted, { ...emitted, data: { nth } }));
  await room.db.inWorkspace(workspaceId, (trx) => record(trx, eventEmitted, { workspaceId, type: 'last', data: {} }));
  await expect
    .poll(async () => (await feedRows(workspaceId))?.rows.map(({ type }) => type))
    .toEqual(['shop.same', 'last']);
});

test('a filter passes over what is not wanted, live and in the past', async () => {
  const wanted = [
    ['?type=mail.*', ['mail.in', 'mail.out', 'mail.late']],
    ['?type=mail.in', ['mail.in']],
    ['?source=/post&subject=a', ['mail.out', 'mail.late']],
  ] as const;
  await room.tell(['mail.in', 'mailbox.full']);
  await room.tell(['mail.out'], { source: '/post', subject: 'a' });
  await room.tell(['post.bad'], { source: '/post', subject: 'b' });
  const clients = await Promise.all(wanted.map(([query]) => LiveClient.open(feedOf(room.gateway, query))));
  const rest = await LiveClient.open(feedOf(room.gateway));
  await expect.poll(() => typesOf(rest).at(-1)).toBe('post.bad');
  await room.tell(['mail.late'], { source: '/post', subject: 'a' });
  await expect.poll(() => typesOf(rest).at(-1)).toBe('mail.late');
  for (const [place, [, types]] of wanted.entries())
    await expect.poll(() => typesOf(clients[place] as LiveClient)).toEqual(types);
  for (const client of [...clients, rest]) client.leave();
});

test('a filter that no event could pass is refused', async () => {
  const refused = await LiveClient.open(feedOf(room.gateway, '?type=mail.*.in'));
  expect(refused.status).toBe(400);
});

test('a key of another workspace sees its own events alone, and a key without the right none', async () => {
  const stranger = await LiveClient.open(feedOf(room.gateway), { 'x-api-key': 'stranger' });
  const workspaceId = room.gateway.known.get('stranger')?.workspaceId ?? '';
  await room.tell(['theirs.alone'], { workspaceId });
  await expect.poll(() => typesOf(stranger)).toEqual(['theirs.alone']);
  stranger.leave();
  const refused = await LiveClient.open(feedOf(room.gateway), { 'x-api-key': 'writer' });
  expect(refused.status).toBe(403);
});

test('a cursor that means nothing here is answered with a reset', async () => {
  const client = await LiveClient.open(feedOf(room.gateway, '?after=1:3'));
  await expect.poll(() => typesOf(client)[0]).toBe('stream.reset');
  await expect.poll(() => seqsOf(client).slice(0, 3)).toEqual([0, 1, 2]);
  client.leave();
});

const factOf = (workspaceId: string, more: Partial<FactOf<unknown>> = {}): FactOf<unknown> => ({
  id: newId('evt'),
  type: 'one.fact',
  source: '/one',
  time: new Date().toISOString(),
  workspaceId,
  data: {},
  ...more,
});
const feedRows = (workspaceId: string, page = { after: 0, limit: 1_000 }) =>
  room.db.inWorkspace(workspaceId, (trx) => readFeed(trx, workspaceId, page));

test('many writers at once leave neither a gap nor the same event twice', async () => {
  const workspaceId = newId('ws');
  const facts = Array.from({ length: 40 }, () => factOf(workspaceId));
  const batches = Array.from({ length: 12 }, (_, from) => [
    ...facts.slice(from * 3, from * 3 + 8),
    ...facts.slice(0, 2),
  ]);
  await Promise.all(batches.map((batch) => appendToFeeds(room.db, batch)));
  const feed = await feedRows(workspaceId);
  expect(feed?.rows.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1));
  expect(new Set(feed?.rows.map(({ json }) => JSON.parse(json).id))).toEqual(new Set(facts.map(({ id }) => id)));
});

test('an event of somebody else is told as it says itself, however long ago that was; without data it has none', async () => {
  const workspaceId = newId('ws');
  const own = { time: '2001-02-03T04:05:06Z', attributes: { region: 'eu', dataschema: 'https://a.example/s' } };
  const recordedTime = new Date().toISOString();
  await appendToFeeds(room.db, [factOf(workspaceId, { ...own, recordedTime, data: undefined })]);
  const [row] = (await feedRows(workspaceId))?.rows ?? [];
  const { id: _, ...told } = JSON.parse(row?.json ?? '{}');
  const { time, attributes } = own;
  const common = { specversion: '1.0', source: '/one', type: 'one.fact', workspaceid: workspaceId };
  expect(told).toEqual({ ...common, time, ...attributes });
});

test.each([
  { data: 'AP+A', attributes: { datacontenttype: 'image/png', [IN_BASE64]: true }, base64: true },
  { data: 'AP+A', attributes: { [IN_BASE64]: true }, base64: true },
  { data: '<a/>', attributes: { datacontenttype: 'application/xml' } },
  { data: { a: 1 }, attributes: { datacontenttype: 'application/vnd.a+json' } },
  { data: '<a/>', attributes: {} },
  { data: { workspaceId: 'theirs' }, attributes: {} },
  { data: null, attributes: {} },
  { data: null, attributes: { datacontenttype: 'application/vnd.a+json' } },
  { data: undefined, attributes: {} },
  { data: undefined, attributes: { datacontenttype: 'application/json' } },
])('data are told as they were sent: $data, $attributes', async ({ data, attributes, base64 = false }) => {
  const workspaceId = newId('ws');
  const { datacontenttype } = attributes;
  const typed =
    base64 || data === undefined ? { datacontenttype } : { datacontenttype: datacontenttype ?? 'application/json' };
  for (const carrier of [eventReceived, eventEmitted]) {
    const told = { workspaceId, type: carrier.topic, source: '/shop', data, attributes };
    await room.db.inWorkspace(workspaceId, (trx) => record(trx, carrier, told));
  }
  const types = [eventEmitted.topic, eventReceived.topic];
  const rows = async () => (await feedRows(workspaceId))?.rows ?? [];
  await expect.poll(async () => (await rows()).map(({ type }) => type).sort()).toEqual(types);
  for (const { json } of await rows()) {
    const { datacontenttype, data: shown, data_base64: bytes } = JSON.parse(json);
    expect({ datacontenttype, shown, bytes }).toEqual({ ...typed, ...(base64 ? { bytes: data } : { shown: data }) });
  }
});

test('what happened over a day ago is not taken up, and goes, except the last', async () => {
  const workspaceId = newId('ws');
  const time = new Date(Date.now() - 25 * 3_600_000).toISOString();
  await appendToFeeds(room.db, [factOf(workspaceId, { time }), factOf(workspaceId)]);
  await appendBundles(room.db, [bundleOf(workspaceId, [factOf(workspaceId, { time })])], silent);
  expect((await feedRows(workspaceId))?.rows).toHaveLength(1);

  const old = { type: 't', source: '/s', subject: null, json: '{}', toldAt: new Date(Date.now() - 26 * 3_600_000) };
  const other = newId('ws');
  await room.db.asSystem(async (trx) => {
    await trx.insertInto('feedHead').values({ workspaceId: other, seq: '2' }).execute();
    for (const seq of ['1', '2'])
      await trx
        .insertInto('feed')
        .values({ ...old, workspaceId: other, seq, name: seq })
        .execute();
    await sweepFeeds(trx);
  });
  expect((await feedRows(other))?.rows.map(({ seq }) => seq)).toEqual([2]);
  expect((await feedRows(workspaceId))?.rows).toHaveLength(1);
});
