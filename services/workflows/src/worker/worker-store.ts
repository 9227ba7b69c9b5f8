import type { Database } from '@mesh/database/database';
import { type RawBuilder, sql } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** How long a silent process keeps its executions. */
const LEASE = sql`interval '10 seconds'`;
const nowMs = sql<number>`extract(epoch from clock_timestamp()) * 1000`;
/** Latest time of death: a lease of 10 s is renewed every 3 s. */
const diedAt = sql<Date>`least(now(), lease_until - interval '7 seconds')`;

/** SQL that fences the processes for which `isGone` holds: they can no longer append, and others take over. */
export function fencing(isGone: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with dead as (delete from worker where ${isGone} returning id, ${diedAt} as died_at)
    insert into dead_worker (id, died_at) select id, died_at from dead on conflict do nothing`;
}

/**
 * Registers a process. One that ran at the same place is fenced: its port is ours now, so it is gone. Returns the database's
 * time in ms.
 */
export function register(db: Database<Schema>, id: string, place: string): Promise<number> {
  return db.asSystem(async (trx) => {
    await fencing(sql`place = ${place}`).execute(trx);
    const { rows } = await sql<{ now: number }>`
      insert into worker (id, place, lease_until) values (${id}, ${place}, now() + ${LEASE})
      returning ${nowMs}::float8 as now`.execute(trx);
    return Number(rows[0]?.now);
  });
}

/** Renews the lease. Returns the database's time in ms; undefined if this process was fenced. */
export function prolong(db: Database<Schema>, id: string): Promise<number | undefined> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ now: number }>`
      update worker set lease_until = now() + ${LEASE} where id = ${id} returning ${nowMs}::float8 as now`.execute(trx);
    return rows[0]?.now;
  });
}

/**
 * Fences processes whose lease has expired. One whose row is locked, by an append or a frozen process, is left for the next
 * time.
 */
export function fenceLate(db: Database<Schema>): Promise<number> {
  return db.asSystem(async (trx) => {
    const isLate = sql`id in (
      with late as materialized (select id from worker where lease_until < now() for update skip locked) select id from late)`;
    const { numAffectedRows } = await fencing(isLate).execute(trx);
    return Number(numAffectedRows ?? 0);
  });
}

/** Releases all executions of a stopped process and deletes the process. */
export function retire(db: Database<Schema>, id: string): Promise<void> {
  return db.asSystem(async (trx) => {
    await sql`delete from worker where id = ${id}`.execute(trx);
    await sql`update execution set worker = null, wake_at = now() where worker = ${id}`.execute(trx);
  });
}
