import { newId } from '@mesh/contracts/id';
import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { load } from '../src/engine/loaded.ts';
import { takeInOne } from '../src/engine/take-in.ts';
import { toAppend } from '../src/engine/to-append.ts';
import type { About } from '../src/execution/about.ts';
import { newState } from '../src/interpreter/state.ts';
import type { Append } from '../src/journal/append.ts';
import { JournalWriter } from '../src/journal/journal-writer.ts';
import type { Plan } from '../src/plan/plan.ts';
import { planCache } from '../src/plan/plan-cache.ts';
import { fencing, register } from '../src/worker/worker-store.ts';
import { Room } from './room.ts';

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
function beginning(): Append {
  const id = newId('exe');
  const loaded = load({ ...about, id }, newState(id, plan), 'running');
  return toAppend(loaded, [takeInOne(loaded, { kind: 'started', input: {} }, Date)], true);
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
  const appends = Array.from({ length: CROWD }, beginning);
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
