import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { type Claimed, CONDEMNED, type Room, SUSPECTED } from './watch.ts';

/** Who lived on with an execution for so long did not die of it. */
const LONGEST = sql`interval '1 minute'`;
const SHORTEST = sql`interval '3 seconds'`;

/**
 * Counts the deaths of fenced processes, once each, with what they held: its first one, or one more in a row where its history
 * has not grown since it was taken up a short while before.
 */
export async function countDeaths(db: Database<Schema>): Promise<void> {
  await db.asSystem(async (trx) => {
    const { rows: dead } = await sql<{ id: string; diedAt: Date }>`
      update dead_worker set counted = true where not counted returning id, died_at`.execute(trx);
    for (const { id, diedAt } of dead)
      await sql`
        update execution e set (deaths, seq_at_death) = (
          select case when e.deaths > 0 and e.seq_at_death = h.seq and ${diedAt} - e.taken_at < ${LONGEST}
            then e.deaths + 1 else 1 end, h.seq
          from (select coalesce(max(seq), 0) as seq from journal where execution_id = e.id) h)
        where worker = ${id}`.execute(trx);
  });
}

/**
 * Takes over executions of fenced processes, of suspects as many as there is room for, the least suspicious first, and such as
 * are due to wake. A suspect is watched for more than twice as long as the last process lived with it. The time is that of the
 * statement, which stays the same: by the clock, which goes on, no index can be searched. Nor are other orphans put in order,
 * for which the server would rather read all executions in theirs.
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

/** Whoever works on them has lived on for long enough: that they were in the hands of others that died is forgotten. */
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
