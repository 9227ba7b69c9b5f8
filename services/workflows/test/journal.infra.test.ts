import { newId } from '@mesh/contracts/id';
import { SystemSession } from '@mesh/database/system-session';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Append, JournalRow, Told } from '../src/journal/append.ts';
import { type AppendRow, appendStatement } from '../src/journal/append-sql.ts';
import { handBack } from '../src/recovery/hand-back-store.ts';
import { register } from '../src/worker/worker-store.ts';
import { Room } from './room.ts';

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

const write = async (append: Append, isAgain = false) =>
  (await session.query<AppendRow>(appendStatement(worker, [append], isAgain)))[0];
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
