import { newId } from '@mesh/contracts/id';
import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { load } from '../../src/engine/loaded.ts';
import { takeInOne } from '../../src/engine/take-in.ts';
import { toAppend } from '../../src/engine/to-append.ts';
import type { About } from '../../src/execution/about.ts';
import { newState } from '../../src/interpreter/state.ts';
import type { Append } from '../../src/journal/append.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { fencing, register } from '../../src/worker/worker-store.ts';
import { Room } from '../room.ts';

const CROWD = 400;

let room: Room;
let about: About;
let plan: Plan;
beforeAll(async () => {
  room = await Room.open();
  about = await room.save(`
document: {dsl: 1.0.0, namespace: test, name: waits, version: 1.0.0}
do:
  - rest: {wait: {hours: 1}}
`);
  plan = await planCache(room.db)(room.workspaceId, about.workflowId);
});
afterAll(() => room[Symbol.asyncDispose]());

/** The first append of a new execution. */
function beginning(id: string = newId('exe')): Append {
  const loaded = load({ ...about, id }, newState(id, plan), 'running');
  return toAppend(loaded, [takeInOne(loaded, { kind: 'started', input: {} }, Date)], true, 'tasks');
}

/** Those of them that are in the database, with the beginning of their history. */
async function written(appends: readonly Append[]): Promise<string[]> {
  const ids = appends.map(({ executionId }) => executionId);
  const { rows } = await room.db.asSystem((trx) =>
    sql<{ id: string }>`
      select id from execution e join journal j on j.execution_id = e.id where id = any(${ids}::text[])`.execute(trx),
  );
  return rows.map(({ id }) => id).sort();
}

/** A writer of a process, and how many connections it has opened. */
async function open(worker: string) {
  await register(room.db, worker, worker);
  const { signal } = new AbortController();
  const connect = vi.fn(() => room.db.pool.connect());
  const pool = { connect } as unknown as typeof room.db.pool;
  const writer = new JournalWriter({ db: { pool }, worker, onTold: () => {}, log: silent, signal });
  return { writer, connect, [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose]() };
}

/** One goes ahead, so that the others gather behind it and are a crowd. */
function appendCrowd(writer: JournalWriter) {
  const appends = Array.from({ length: CROWD }, () => beginning());
  const outcomes = Promise.all(appends.map((append, place) => (place === 0 ? writer.append(append) : later(append))));
  return { appends, outcomes };

  async function later(append: (typeof appends)[number]) {
    await new Promise(setImmediate);
    return writer.append(append);
  }
}

test('a crowd is written once, over more than one connection', async () => {
  const worker = newId('evt');
  await using opened = await open(worker);
  const { appends, outcomes } = appendCrowd(opened.writer);
  expect(new Set(await outcomes)).toEqual(new Set(['done']));
  expect(await written(appends)).toEqual(appends.map(({ executionId }) => executionId).sort());
  expect(opened.connect).toHaveBeenCalledTimes(2);
});

test('of a process that is fenced meanwhile just what it was told is done is written', async () => {
  const worker = newId('evt');
  await using opened = await open(worker);
  const { writer } = opened;
  const { appends, outcomes } = appendCrowd(writer);
  await room.db.asSystem((trx) => fencing(sql`id = ${worker}`).execute(trx));
  const later = writer.append(beginning());
  const told = await outcomes;
  const done = appends.filter((_, place) => told[place] === 'done').map(({ executionId }) => executionId);
  expect(await written(appends)).toEqual(done.sort());
  expect(await later).toBe('fenced');
});

/** Whose beginning was told, as often as it was. */
async function begunOf(appends: readonly Append[]): Promise<string[]> {
  const ids = new Set(appends.map(({ executionId }) => executionId));
  const told = (await room.told()).filter(({ type }) => type === 'io.serverlessworkflow.workflow.started.v1');
  return told.map(({ subject }) => String(subject)).filter((id) => ids.has(id));
}

test('of a crowd in which one is there already that one alone is not written, and all others are told once', async () => {
  const worker = newId('evt');
  await using opened = await open(worker);
  const { writer } = opened;
  const first = beginning();
  expect(await writer.append(first)).toBe('done');
  const { appends, outcomes } = appendCrowd(writer);
  const again = writer.append(beginning(first.executionId));
  expect(new Set(await outcomes)).toEqual(new Set(['done']));
  expect(await again).toBe('exists');
  const all = [first, ...appends];
  expect((await begunOf(all)).sort()).toEqual(all.map(({ executionId }) => executionId).sort());
});

test('what an execution tells of itself is heard by whoever has begun to listen meanwhile', async () => {
  await using opened = await open(newId('evt'));
  const { writer } = opened;
  const [before, after] = [beginning(), beginning()];
  await writer.append(before);
  const { workspaceId } = room;
  const ear = {
    owner: before.executionId,
    frame: 1,
    filter: 0,
    workspaceId,
    workflowId: about.workflowId,
    pointer: '/do/0',
  };
  const type = 'io.serverlessworkflow.workflow.started.v1';
  await room.db.asSystem((trx) =>
    trx
      .insertInto('listener')
      .values({ ...ear, type })
      .execute(),
  );
  expect(await writer.append(after)).toBe('done');
  expect(
    await room.sql(sql<{ about: string }>`select event ->> 'subject' as about from heard_event where type = ${type}`),
  ).toEqual([{ about: after.executionId }]);
});
