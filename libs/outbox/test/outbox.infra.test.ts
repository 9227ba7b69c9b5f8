import { eventSubject } from '@mesh/contracts/event';
import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { eventEmitted, eventReceived } from '@mesh/contracts/workflows-events';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import type { Msg } from '@nats-io/nats-core';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromHeaders } from '../src/event/cloud-event.ts';
import { IN_BASE64 } from '../src/event/own-attributes.ts';
import { pack, unpack } from '../src/event/packed.ts';
import { readBundle } from '../src/event/read-bundle.ts';
import { toStructured } from '../src/event/structured-event.ts';
import { sweep } from '../src/publish/sweep.ts';
import { record } from '../src/record.ts';
import { startOutbox } from '../src/relay.ts';
import type { OutboxTables } from '../src/tables.ts';
import { count, counted, openBus, openStore, range, type Schema, workspaceId } from './fixture.ts';

const PATIENCE = { timeout: 40_000, interval: 20 };
let opened: AsyncDisposableStack;
let db: Database<Schema>;
let databaseUrl: string;
let natsUrl: string;
let heard: Msg[];

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  natsUrl = opened.use(await freshNats()).url;
  const store = opened.use(await openStore());
  db = store.db;
  databaseUrl = store.url;
  const listener = opened.use(await openBus('gateway', natsUrl));
  heard = [];
  listener.nats.subscribe('event.>', { callback: (_error, message) => void heard.push(message) });
  await listener.ping();
});
afterEach(() => opened.disposeAsync());

const start = async (store = db) => {
  const bus = opened.use(await openBus('vectors', natsUrl));
  return opened.use(startOutbox({ db: store, bus, service: 'vectors', log: silent }));
};
const numbers = () => heard.map((message) => message.json<{ number: number }>().number);

test('an event is told as a CloudEvent in binary mode on the subject of its workspace', async () => {
  await start();
  const id = await db.inWorkspace(workspaceId, (trx) =>
    record(trx, counted, { workspaceId, data: { number: 1 }, subject: 'number/1' }),
  );
  await expect.poll(numbers, PATIENCE).toEqual([1]);
  const [message] = heard;
  expect(message?.subject).toBe(eventSubject(counted, workspaceId));
  expect(message?.headers?.get('ce-specversion')).toBe('1.0');
  expect(message?.headers?.get('Nats-Msg-Id')).toBe(id);
  expect(fromHeaders(message?.headers)).toMatchObject({
    id,
    type: counted.type,
    source: '/services/vectors',
    subject: 'number/1',
    workspaceid: workspaceId,
  });
});

test('an event that travels in bundles is kept in one, and told by itself to who listens', async () => {
  const kept: Msg[] = [];
  const reader = opened.use(await openBus('gateway', natsUrl));
  reader.nats.subscribe('bundle.>', { callback: (_error, message) => void kept.push(message) });
  await reader.ping();
  await start();
  const told = { workspaceId, type: 'shop.paid', source: '/shop', eventId: '1', attributes: { region: 'eu' } };
  await db.inWorkspace(workspaceId, (trx) => record(trx, eventEmitted, { ...told, data: { sum: 1 } }));
  await expect.poll(() => heard.length, PATIENCE).toBe(1);
  const subject = eventSubject(eventEmitted, workspaceId);
  expect(heard[0]?.subject).toBe(subject);
  expect(fromHeaders(heard[0]?.headers)).toMatchObject({ id: '1', type: 'shop.paid', attributes: { region: 'eu' } });
  expect(heard[0]?.headers?.get('Nats-Msg-Id')).toBe('1');
  expect(heard[0]?.json()).toEqual({ sum: 1 });
  expect(kept.map((message) => message.subject)).toEqual([bundleSubject(subject)]);
  expect(kept[0]?.headers?.get('content-type')).toBe('application/cloudevents-batch+json');
  expect(kept[0]?.headers?.get('Mesh-Count')).toBe('1');
  expect(readBundle(workspaceId, unpack(kept[0]?.data ?? Buffer.alloc(0)))).toMatchObject([
    { id: '1', type: 'shop.paid', workspaceId, attributes: { region: 'eu' }, data: { sum: 1 } },
  ]);
});

test.each([
  { version: 'this version', recorded: (events: string) => ({ packed: pack(events), bundled: 3, data: null }) },
  { version: 'the version before', recorded: (bundle: string) => ({ bundle, bundled: 3, data: null }) },
  { version: 'an earlier version', recorded: (data: string) => ({ data }) },
])(
  'a bundle that $version has recorded as a whole goes as it is, and tells each of its events',
  async ({ recorded }) => {
    await start();
    const subject = eventSubject(eventEmitted, workspaceId);
    const event = (id: string) =>
      toStructured({ id, type: 'a.v1', source: '/a', time: '2026-01-01T00:00:00.000Z', workspaceid: workspaceId }, id);
    const row = { id: newId('evt'), workspaceId, subject: bundleSubject(subject), type: 'bundle', source: '/a' };
    const events = `[${[1, 2, 3].map((id) => event(String(id))).join(',')}]`;
    await db.asSystem((trx) =>
      trx
        .insertInto('outbox')
        .values({ ...row, ...recorded(events) })
        .execute(),
    );
    await expect.poll(() => heard.map((message) => message.json()), PATIENCE).toEqual([1, 2, 3]);
    expect(heard.map(({ headers }) => fromHeaders(headers).id)).toEqual(['1', '2', '3']);
  },
);

test.each([eventReceived, eventEmitted])(
  'bytes and texts of $topic are told as they are, with their type',
  async (told) => {
    await start();
    const sent = (data: string, attributes: object) =>
      db.inWorkspace(workspaceId, (trx) =>
        record(trx, told, { workspaceId, type: 'a', source: '/a', data, attributes: { ...attributes } }),
      );
    await sent('AP+A', { datacontenttype: 'image/png', [IN_BASE64]: true });
    await expect.poll(() => heard.length, PATIENCE).toBe(1);
    await sent('a,b', { datacontenttype: 'text/csv; header=absent' });
    await expect.poll(() => heard.length, PATIENCE).toBe(2);
    const typeOf = ({ headers }: Msg) => [headers?.get('content-type'), fromHeaders(headers).attributes];
    expect(heard.map(({ data }) => Buffer.from(data))).toEqual([Buffer.from([0, 255, 128]), Buffer.from('a,b')]);
    expect(heard.map(typeOf)).toEqual(
      ['image/png', 'text/csv; header=absent'].map((datacontenttype) => [datacontenttype, { datacontenttype }]),
    );
  },
);

test('what is rolled back is never told, and what is recorded twice under one id is told once', async () => {
  await start();
  const undone = db.inWorkspace(workspaceId, async (trx) => {
    await record(trx, counted, { workspaceId, data: { number: 1 } });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  const id = newId('evt');
  for (const _ of range(0, 2))
    await db.inWorkspace(workspaceId, (trx) => record(trx, counted, { workspaceId, data: { number: 2 }, id }));
  await count(db, 3, 4);
  await expect.poll(numbers, PATIENCE).toEqual([2, 3]);
});

test('an event cannot be recorded for another workspace than the transaction is for', async () => {
  const foreign = db.inWorkspace(workspaceId, (trx) =>
    record(trx, counted, { workspaceId: newId('ws'), data: { number: 1 } }),
  );
  await expect(foreign).rejects.toThrow(/row-level security/);
});

test('an event that no message can hold is refused', async () => {
  const large = { ...counted, data: counted.data.loose() };
  const told = db.inWorkspace(workspaceId, (trx) =>
    record(trx, large, { workspaceId, data: { number: 1, text: 'x'.repeat(800_000) } }),
  );
  await expect(told).rejects.toMatchObject({ code: 'payload-too-large' });
});

test('two relays tell a thousand events, each once', async () => {
  await count(db, 0, 1_000);
  await Promise.all([start(), start()]);
  const told = () => numbers().sort((a, b) => a - b);
  await expect.poll(() => told().length, PATIENCE).toBe(1_000);
  expect(told()).toEqual(range(0, 1_000));
});

test('a database with one session is relayed as well', async () => {
  const single = opened.use(openDatabase<Schema>({ url: databaseUrl, singleSession: true, log: silent }));
  await start(single);
  await count(single, 0, 10);
  await expect.poll(numbers, PATIENCE).toEqual(range(0, 10));
});

test('the sweep removes what was told a day ago and keeps what no broker has taken', async () => {
  await count(db, 0, 3);
  await db.asSystem(async (trx) => {
    await sql`update outbox set created_at = now() - interval '30 hours'`.execute(trx);
    await sql`update outbox set published_at = now() - interval '25 hours' where data @> '{"number": 0}'`.execute(trx);
    await sql`update outbox set published_at = now() - interval '23 hours' where data @> '{"number": 1}'`.execute(trx);
  });
  await sweep(db as unknown as Database<OutboxTables>);
  const kept = await db.asSystem((trx) => trx.selectFrom('outbox').select('data').orderBy('position').execute());
  expect(kept.map(({ data }) => data)).toEqual([{ number: 1 }, { number: 2 }]);
});
