import type { Database } from '@mesh/database/database';
import { type RawBuilder, sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Stance } from './stance.ts';

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

export type Due = {
  readonly claimable: boolean;
  /** Whether processes have died whose deaths are not counted yet. */
  readonly uncounted: boolean;
  readonly asked: boolean;
  readonly called: boolean;
  /** Milliseconds until the next of those that nobody holds is due; null where none will be. */
  readonly nextMs: number | null;
};

/** One cheap look whether there is anything to take up or to pass on. */
export async function due(db: Database<Schema>, id: string): Promise<Due> {
  const text = `
    select exists (select from dead_worker) or coalesce(next.ms <= 0, false) as claimable,
      exists (select from dead_worker where not counted) as uncounted,
      exists (select from execution where worker = $1 and asked is not null) as asked,
      exists (select from execution where worker = $1 and called) as called,
      next.ms as "nextMs"
    from (select extract(epoch from min(wake_at) - clock_timestamp())::float8 * 1000 as ms
      from execution where worker is null and wake_at is not null) as next`;
  const [row] = await db.lookAsSystem<Due>({ name: 'is-claimable', text, values: [id] });
  return row ?? { claimable: false, uncounted: false, asked: false, called: false, nextMs: null };
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

/** Lets go of these executions of a process, for whoever looks next. */
export async function handBackAll(db: Database<Schema>, id: string, executionIds: readonly string[]): Promise<void> {
  await db.asSystem((trx) =>
    sql`update execution set worker = null, wake_at = now()
      where id = any(${executionIds}::text[]) and worker = ${id}`.execute(trx),
  );
}

/** Executions of this process of which somebody has asked something. */
export function askedOf(db: Database<Schema>, id: string): Promise<{ id: string; asked: string }[]> {
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
