import { newId } from '@mesh/contracts/id';
import { SystemSession } from '@mesh/database/system-session';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Append, JournalRow, Told } from '../../src/journal/append.ts';
import { type AppendRow, appendStatement } from '../../src/journal/append-sql.ts';
import { handBack } from '../../src/recovery/hand-back-store.ts';
import { register } from '../../src/worker/worker-store.ts';
import { Room } from '../room.ts';

const opened = new AsyncDisposableStack();
let room: Room;
let session: SystemSession;
const worker = newId('evt');
beforeAll(async () => {
  room = opened.use(await Room.open());
  session = opened.use(new SystemSession(room.db));
  await register(room.db, worker, 'here');
});
afterAll(() => opened.disposeAsync());

const writeAll = async (appends: readonly Append[], { isAgain = false, isHeard = false } = {}) =>
  (await session.query<AppendRow>(appendStatement(worker, appends, { isAgain, isHeard: () => isHeard })))[0];
const write = (append: Append, isAgain = false) => writeAll([append], { isAgain });
const row = (seq: number): JournalRow => {
  const raw = { happening: { kind: 'woken' }, entries: [] } as const;
  return { seq, entryCount: 1, at: new Date(), happening: '{"kind":"woken"}', entries: '[]', raw };
};
const emitted: Told = {
  id: 'evt-1',
  isEmitted: true,
  subject: `event.${newId('ws')}.workflows.event.emitted`,
  type: 'com.example.told',
  source: '/test',
  about: undefined,
  data: '{}',
};
const goesOn = {
  status: 'running',
  owned: true,
  wakeAt: undefined,
  endedAt: undefined,
  output: undefined,
  error: undefined,
} as const;
const created = {
  workflowId: newId('wf'),
  namespace: 'test',
  name: 'journal',
  version: '1.0.0',
  input: '{}',
  scopes: [],
  traceparent: undefined,
  startedAt: new Date(),
  eventDepth: 0,
};

/** An execution of this process with the first row of its history. */
async function begun(): Promise<Pick<Append, 'executionId' | 'workspaceId' | 'at' | 'traceparent'>> {
  const { workspaceId } = room;
  const one = { executionId: newId('exe'), workspaceId, at: new Date(), traceparent: undefined };
  await write({ ...one, create: created, standing: goesOn, rows: [row(1)], told: [] });
  return one;
}
const seqsOf = (id: string) =>
  room.sql(sql<{ seq: number }>`select seq from journal where execution_id = ${id} order by seq`);

test('what is sent again, since nobody knows whether it was written, is written once and told once', async () => {
  const one = await begun();
  const histories: Append = { ...one, rows: [row(2)], told: [] };
  const moving: Append = { ...one, rows: [row(3)], standing: goesOn, told: [{ ...emitted, subject: emitted.subject }] };
  for (const append of [histories, moving])
    for (const isAgain of [false, true]) expect(await write(append, isAgain)).toMatchObject({ held: 1 });
  expect(await seqsOf(one.executionId)).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
  expect((await room.told()).filter(({ id }) => id === emitted.id)).toHaveLength(1);
});

test('sent again after the execution was handed on, it takes it back from nobody', async () => {
  const one = await begun();
  const waits: Append = { ...one, rows: [row(2)], standing: { ...goesOn, status: 'waiting', owned: false }, told: [] };
  await write(waits);
  const other = newId('evt');
  await register(room.db, other, 'there');
  await room.sql(sql`update execution set worker = ${other}, status = 'running' where id = ${one.executionId}`);
  await write(waits, true);
  expect(await room.row(one.executionId)).toMatchObject({ worker: other, status: 'running' });
  await handBack(room.db, worker, one.executionId);
  expect(await room.row(one.executionId)).toMatchObject({ worker: other });
});

const lifecycle = (id: string): Told => ({
  ...emitted,
  id,
  isEmitted: false,
  type: 'io.serverlessworkflow.task.started.v1',
});
const toldIds = async () => (await room.told()).map(({ id }) => id);
const isThere = async (id: string) => (await seqsOf(id)).length > 0;
const newOne = (told: readonly Told[], executionId = newId('exe')): Append => ({
  ...{ executionId, workspaceId: room.workspaceId, at: new Date(), traceparent: undefined },
  ...{ create: created, standing: goesOn, rows: [row(1)], told },
});

test('a bundle with the events of an execution that is there already among others is not written, nor is what came with it', async () => {
  const { executionId } = await begun();
  const [other, another] = [newOne([lifecycle('other')]), newOne([lifecycle('another')], executionId)];
  await expect(writeAll([other, another])).rejects.toThrow(/"id" of relation "outbox"/);
  expect(await isThere(other.executionId)).toBe(false);
  await write(another);
  await write(other);
  expect(await toldIds()).not.toContain('another');
  expect(await toldIds()).toContain('other');
});

test('where somebody listens nothing is written without the events, by which they are heard', async () => {
  const { workspaceId } = room;
  const { executionId } = await begun();
  const ear = {
    owner: executionId,
    frame: 1,
    filter: 0,
    workspaceId,
    workflowId: created.workflowId,
    pointer: '/do/0',
  };
  const [type, heard] = [lifecycle('heard').type, lifecycle('heard')];
  await room.db.asSystem((trx) =>
    trx
      .insertInto('listener')
      .values({ ...ear, type })
      .execute(),
  );
  const one = newOne([heard, { ...lifecycle('overheard'), type: 'io.serverlessworkflow.task.created.v1' }]);
  expect(await writeAll([one])).toMatchObject({ held: 0, unheard: [workspaceId] });
  expect([await isThere(one.executionId), await toldIds()]).toEqual([false, expect.not.arrayContaining([heard.id])]);
  expect(await writeAll([one], { isHeard: true })).toMatchObject({ held: 1, unheard: [] });
  const events = await room.sql(sql<{ id: string }>`select id from heard_event where type like 'io.%'`);
  expect(events).toEqual([{ id: 'heard' }]);
  await room.sql(sql`delete from listener where owner = ${executionId}`);
});
