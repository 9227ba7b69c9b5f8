import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { type Claimed, CONDEMNED, type Room, SUSPECTED } from './watch.ts';

/** A process that survives an execution for this long was not killed by it. */
const LONGEST = sql`interval '1 minute'`;
const SHORTEST = sql`interval '3 seconds'`;

/**
 * Counts the deaths of fenced processes, once each, for the executions that they held: as the first one, or as one more in a
 * row if the history has not grown since the execution was taken up shortly before. Nobody works on what
 * is condemned, so nobody dies of it.
 */
export async function countDeaths(db: Database<Schema>): Promise<void> {
  await db.asSystem(async (trx) => {
    const { rows: dead } = await sql<{ id: string; diedAt: Date }>`
      update dead_worker set counted = true where not counted returning id, died_at`.execute(trx);
    for (const { id, diedAt } of dead)
      await sql`
        update execution e set (deaths, seq_at_death) = (
          select case
            when e.deaths >= ${CONDEMNED} and e.seq_at_death = h.seq then e.deaths
            when e.deaths > 0 and e.seq_at_death = h.seq and ${diedAt} - e.taken_at < ${LONGEST}
            then e.deaths + 1 else 1 end, h.seq
          from (select coalesce(max(seq), 0) as seq from journal where execution_id = e.id) h)
        where worker = ${id}`.execute(trx);
  });
}

/**
 * Claims executions of fenced processes, suspects as far as there is room, least suspicious first, and executions that are due.
 * A suspect is watched for more than twice as long as its last process survived. The statement uses its start time, since no
 * index can be searched by a running clock. Orphans that are no suspects are not sorted, since the server would scan all
 * executions in order.
 */
export function claim(db: Database<Schema>, worker: string, most: number, room: Room): Promise<Claimed[]> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<Claimed>`
      with orphan as (
        select e.id, e.deaths, interval '0' as watch from dead_worker d cross join lateral (
          select id, deaths from execution where worker = d.id and deaths not between ${SUSPECTED} and ${CONDEMNED - 1}
          limit ${most} for update skip locked) e
        where d.counted limit ${most}),
      suspect as (
        select e.id, e.deaths, least(${SHORTEST} + 2 * greatest(d.died_at - e.taken_at, interval '0'), ${LONGEST}) as watch
        from dead_worker d cross join lateral (
          select id, deaths, taken_at from execution
          where worker = d.id and deaths between ${SUSPECTED} and ${room.deaths}
          order by deaths limit ${room.most} for update skip locked) e
        where d.counted order by e.deaths limit ${room.most}),
      due as (
        select id, 0::smallint as deaths, interval '0' as watch
        from execution where worker is null and wake_at <= statement_timestamp()
        order by wake_at limit ${most} for update skip locked),
      claimed as (select * from orphan union all select * from suspect union all select * from due)
      update execution e set worker = ${worker}, called = false, deaths = c.deaths, taken_at = now()
      from claimed c where e.id = c.id
      returning e.id, e.deaths, extract(epoch from c.watch)::float8 * 1000 as watch_ms`.execute(trx);
    if (rows.length === 0)
      await sql`delete from dead_worker d where not exists (select from execution e where e.worker = d.id)`.execute(
        trx,
      );
    return rows;
  });
}

/** Clears executions that their process has survived for long enough: earlier deaths are forgotten. */
export async function acquit(db: Database<Schema>, worker: string, executionIds: readonly string[]): Promise<void> {
  await db.asSystem((trx) =>
    trx
      .updateTable('execution')
      .set({ deaths: 0 })
      .where('id', '=', sql<string>`any(${executionIds}::text[])`)
      .where('worker', '=', worker)
      .execute(),
  );
}
