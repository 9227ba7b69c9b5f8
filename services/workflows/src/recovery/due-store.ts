import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';

export type Due = {
  readonly claimable: boolean;
  /** Whether some processes' deaths are not counted yet. */
  readonly uncounted: boolean;
  readonly asked: boolean;
  readonly called: boolean;
  /** Milliseconds until the next unowned execution is due; null if none will be. */
  readonly nextMs: number | null;
};

/** A cheap check whether there is anything to claim or pass on. */
export async function due(db: Database<Schema>, worker: string): Promise<Due> {
  const text = `
    select exists (select from dead_worker) or coalesce(next.ms <= 0, false) as claimable,
      exists (select from dead_worker where not counted) as uncounted,
      exists (select from execution where worker = $1 and asked is not null) as asked,
      exists (select from execution where worker = $1 and called) as called,
      next.ms as "nextMs"
    from (select extract(epoch from min(wake_at) - clock_timestamp())::float8 * 1000 as ms
      from execution where worker is null and wake_at is not null) as next`;
  const [row] = await db.lookAsSystem<Due>({ name: 'is-claimable', text, values: [worker] });
  return row ?? { claimable: false, uncounted: false, asked: false, called: false, nextMs: null };
}

/** Executions of this process with a pending request. */
export function askedOf(db: Database<Schema>, worker: string): Promise<{ id: string; asked: string }[]> {
  return db.asSystem(async (trx) => {
    const rows = await trx
      .selectFrom('execution')
      .select(['id', 'asked'])
      .where('worker', '=', worker)
      .where('asked', 'is not', null)
      .execute();
    return rows.map((row) => ({ id: row.id, asked: row.asked ?? '' }));
  });
}

/** Clears a request, unless it was replaced meanwhile. */
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

/** Flags an execution again whose event could not be passed on here, for its next owner. */
export async function callAgain(db: Database<Schema>, executionId: string): Promise<void> {
  await db.asSystem((trx) =>
    sql`update execution set called = true, wake_at = case when worker is null then now() else wake_at end
      where id = ${executionId} and ended_at is null`.execute(trx),
  );
}
