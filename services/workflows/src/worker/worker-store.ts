import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Stance } from './loaded.ts';

/** How long a process that says nothing keeps its executions. */
const LEASE = sql`interval '10 seconds'`;
const told = sql<number>`extract(epoch from clock_timestamp()) * 1000`;

/** Registers a process. Whoever ran in the same place before is fenced: its port is ours now, so it is gone. Gives the database's time in ms. */
export function register(db: Database<Schema>, id: string, place: string): Promise<number> {
  return db.asSystem(async (trx) => {
    await sql`with dead as (delete from worker where place = ${place} returning id)
      insert into dead_worker select id from dead on conflict do nothing`.execute(trx);
    const { rows } = await sql<{ now: number }>`
      insert into worker (id, place, lease_until) values (${id}, ${place}, now() + ${LEASE})
      returning ${told}::float8 as now`.execute(trx);
    return Number(rows[0]?.now);
  });
}

/** Prolongs the lease and gives the database's time in ms; undefined where this process has been fenced. */
export function prolong(db: Database<Schema>, id: string): Promise<number | undefined> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ now: number }>`
      update worker set lease_until = now() + ${LEASE} where id = ${id} returning ${told}::float8 as now`.execute(trx);
    return rows[0]?.now;
  });
}

/** Fences every process whose lease has ended. One that holds its row, in an append or frozen, is left for the next time. */
export function fenceLate(db: Database<Schema>): Promise<number> {
  return db.asSystem(async (trx) => {
    const { numAffectedRows } = await sql`
      with late as (select id from worker where lease_until < now() for update skip locked),
        dead as (delete from worker where id in (select id from late) returning id)
      insert into dead_worker select id from dead on conflict do nothing`.execute(trx);
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

export type Due = {
  readonly claimable: boolean;
  readonly asked: boolean;
  readonly called: boolean;
  /** Milliseconds until the next of those that nobody holds is due; null where none will be. */
  readonly nextMs: number | null;
};

/** One cheap look whether there is anything to take up or to pass on. */
export async function due(db: Database<Schema>, id: string): Promise<Due> {
  const text = `
    select exists (select from dead_worker) or coalesce(next.ms <= 0, false) as claimable,
      exists (select from execution where worker = $1 and asked is not null) as asked,
      exists (select from execution where worker = $1 and called) as called,
      next.ms as "nextMs"
    from (select extract(epoch from min(wake_at) - clock_timestamp())::float8 * 1000 as ms
      from execution where worker is null and wake_at is not null) as next`;
  const [row] = await db.lookAsSystem<Due>({ name: 'is-claimable', text, values: [id] });
  return row ?? { claimable: false, asked: false, called: false, nextMs: null };
}

/**
 * Takes over executions of fenced processes, and such as are due to wake. Gives their ids. The time is that of the
 * statement, which stays the same: by the clock, which goes on, no index can be searched. Nor are orphans put in order, for
 * which the server would rather read all executions in theirs.
 */
export function claim(db: Database<Schema>, id: string, most: number): Promise<string[]> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      with orphan as (
        select e.id from dead_worker d cross join lateral (
          select id from execution where worker = d.id limit ${most} for update skip locked) e limit ${most}),
      due as (
        select id from execution where worker is null and wake_at <= statement_timestamp()
        order by wake_at limit ${most} for update skip locked)
      update execution set worker = ${id}, called = false where id in (select id from orphan union all select id from due)
      returning id`.execute(trx);
    if (rows.length === 0)
      await sql`delete from dead_worker d where not exists (select from execution e where e.worker = d.id)`.execute(
        trx,
      );
    return rows.map((row) => row.id);
  });
}

/** How an execution stands of which a process lets go. `wakeInMs`: after so long somebody takes it up again. */
export type Left = Partial<Stance> & { readonly wakeInMs?: number | undefined };

/** Lets go of an execution of this process. Who has asked something of it meanwhile finds it due. */
export function handBack(db: Database<Schema>, id: string, executionId: string, left: Left = {}): Promise<unknown> {
  const { status, wakeAt, wakeInMs } = left;
  const later = sql`now() + ${wakeInMs ?? null}::float8 * interval '1 millisecond'`;
  return db.asSystem((trx) =>
    sql`update execution set worker = null,
        status = case when ended_at is null then coalesce(${status ?? null}, status) else status end,
        wake_at = case when asked is null and not called then coalesce(${wakeAt ?? null}::timestamptz, ${later}) else now() end
      where id = ${executionId} and worker = ${id}`.execute(trx),
  );
}

/** Something that has come for an execution could not be passed on here: whoever has it next looks again. */
export async function callAgain(db: Database<Schema>, executionId: string): Promise<void> {
  await db.asSystem((trx) =>
    sql`update execution set called = true, wake_at = case when worker is null then now() else wake_at end
      where id = ${executionId} and ended_at is null`.execute(trx),
  );
}

/** Executions of this process of which somebody has asked something. */
export function asked(db: Database<Schema>, id: string): Promise<{ id: string; asked: string }[]> {
  return db.asSystem(async (trx) => {
    const rows = await trx
      .selectFrom('execution')
      .select(['id', 'asked'])
      .where('worker', '=', id)
      .where('asked', 'is not', null)
      .execute();
    return rows.map((row) => ({ id: row.id, asked: row.asked ?? '' }));
  });
}

/** Forgets what was asked, unless something else is asked by now. */
export function forgetAsked(db: Database<Schema>, executionId: string, what: string): Promise<void> {
  return db.asSystem(async (trx) => {
    await trx
      .updateTable('execution')
      .set({ asked: null })
      .where('id', '=', executionId)
      .where('asked', '=', what)
      .execute();
  });
}
