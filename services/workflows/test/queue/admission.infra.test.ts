import { newId } from '@mesh/contracts/id';
import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Schema } from '../../src/db/schema.ts';
import { explainExecution } from '../../src/history/explain-execution.ts';
import { admit } from '../../src/queue/admission-store.ts';
import { enqueue } from '../../src/queue/queue-store.ts';
import { Slots } from '../../src/queue/slots.ts';
import { register } from '../../src/worker/worker-store.ts';
import { asking } from '../asking.ts';
import { noObjects } from '../payload/payloads.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

const QUEUED = 5_000;

/** The same database, with how many rows its last transaction read of executions and of the queue. */
function counting(db: Database<Schema>) {
  const read = { rows: 0 };
  const asSystem: Database<Schema>['asSystem'] = (work) =>
    db.asSystem(async (trx) => {
      const result = await work(trx);
      const { rows } = await sql<{ count: number }>`
        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 as count from pg_stat_xact_user_tables
        where relname in ('execution', 'queued_execution')`.execute(trx);
      read.rows = rows[0]?.count ?? 0;
      return result;
    });
  return { read, db: { ...db, asSystem } };
}

/** Queues executions of one key, and returns their ids in order. */
async function queueMany(room: Room, count: number): Promise<string[]> {
  const about = await room.save(tasks('  - rest: {wait: {hours: 1}}'));
  const ids = Array.from({ length: count }, () => newId('exe'));
  const of = (id: string) => ({ about: { ...about, id }, input: {}, priority: 0, key: 'k', keyLimit: 1 });
  await room.db.asSystem((trx) => enqueue(trx, ids.map(of)));
  return ids;
}

test('however many wait for a key, admission reads a few of them, while one runs and when it begins', async () => {
  await using room = await Room.open();
  await queueMany(room, QUEUED);
  const worker = newId('evt');
  await register(room.db, worker, worker);
  const { db, read } = counting(room.db);
  for (const count of [1, 0]) {
    const admission = await admit(db, worker, new Slots(), 500);
    expect(admission?.admitted).toHaveLength(count);
    expect(admission?.isWaiting).toBe(true);
    expect(read.rows).toBeLessThan(100);
  }
});

test('of those that wait for a key while none runs, one alone is told that it is the next', async () => {
  await using room = await Room.open();
  const [first = '', , third = ''] = await queueMany(room, 3);
  const explain = (executionId: string) =>
    asking(explainExecution({ db: room.db, objects: noObjects }), room.workspaceId, { params: { executionId } });
  expect(await explain(first)).toMatchObject({ reason: 'it is the next of its workspace to begin' });
  expect(await explain(third)).toMatchObject({ blockedBy: '2 before it' });
});
