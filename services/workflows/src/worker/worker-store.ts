import type { Database } from '@mesh/database/database';
import { type RawBuilder, sql } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** How long a process that says nothing keeps its executions. */
const LEASE = sql`interval '10 seconds'`;
const nowMs = sql<number>`extract(epoch from clock_timestamp()) * 1000`;
/** Until when a process may have lived: it prolongs its lease of 10 s every 3 s. */
const diedAt = sql<Date>`least(now(), lease_until - interval '7 seconds')`;

/** Fences the processes of which `isGone` holds: nothing that they append is written any more, and others take over. */
export function fencing(isGone: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with dead as (delete from worker where ${isGone} returning id, ${diedAt} as died_at)
    insert into dead_worker (id, died_at) select id, died_at from dead on conflict do nothing`;
}

/** Registers a process. Whoever ran in the same place before is fenced: its port is ours now, so it is gone. Gives the database's time in ms. */
export function register(db: Database<Schema>, id: string, place: string): Promise<number> {
  return db.asSystem(async (trx) => {
    await fencing(sql`place = ${place}`).execute(trx);
    const { rows } = await sql<{ now: number }>`
      insert into worker (id, place, lease_until) values (${id}, ${place}, now() + ${LEASE})
      returning ${nowMs}::float8 as now`.execute(trx);
    return Number(rows[0]?.now);
  });
}

/** Prolongs the lease and gives the database's time in ms; undefined where this process has been fenced. */
export function prolong(db: Database<Schema>, id: string): Promise<number | undefined> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ now: number }>`
      update worker set lease_until = now() + ${LEASE} where id = ${id} returning ${nowMs}::float8 as now`.execute(trx);
    return rows[0]?.now;
  });
}

/** Fences every process whose lease has ended. One that holds its row, in an append or frozen, is left for the next time. */
export function fenceLate(db: Database<Schema>): Promise<number> {
  return db.asSystem(async (trx) => {
    const isLate = sql`id in (
      with late as materialized (select id from worker where lease_until < now() for update skip locked) select id from late)`;
    const { numAffectedRows } = await fencing(isLate).execute(trx);
    return Number(numAffectedRows ?? 0);
  });
}

/** Hands all executions of a process back and forgets the process: it has stopped working on them. */
export function retire(db: Database<Schema>, id: string): Promise<void> {
  return db.asSystem(async (trx) => {
    await sql`delete from worker where id = ${id}`.execute(trx);
    await sql`update execution set worker = null, wake_at = now() where worker = ${id}`.execute(trx);
  });
}
