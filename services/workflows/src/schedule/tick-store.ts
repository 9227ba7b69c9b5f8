import type { Below } from '@mesh/database/newest-first';
import { type Selectable, sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Tick } from './decide.ts';
import type { Firing } from './due-store.ts';
import type { ScheduleTables } from './schedule-tables.ts';

export type TickRow = Omit<Selectable<ScheduleTables['scheduleTick']>, 'workspaceId' | 'scheduleId'>;

/** Newest first: by instant, and by occasion within one. */
export function ticksBelow(
  trx: Trx,
  scheduleId: string,
  { before, limit }: Below<Pick<TickRow, 'scheduledAt' | 'occasion'>>,
): Promise<TickRow[]> {
  let rows = trx
    .selectFrom('scheduleTick')
    .select(['scheduledAt', 'occasion', 'at', 'outcome', 'reason', 'executionId'])
    .where('scheduleId', '=', scheduleId);
  if (before)
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('scheduledAt', 'occasion'), '<', tuple(before.scheduledAt, before.occasion)),
    );
  return rows.orderBy('scheduledAt', 'desc').orderBy('occasion', 'desc').limit(limit).execute();
}

/** Notes instants that are left out. What is noted already stays. */
export async function noteSkipped(
  trx: Trx,
  { id, workspaceId }: Firing,
  ticks: readonly (Tick & { readonly occasion?: string })[],
  now: Date,
): Promise<void> {
  const skipped = ticks.flatMap((tick) => (tick.outcome === 'skipped' ? [tick] : []));
  if (skipped.length === 0) return;
  await trx
    .insertInto('scheduleTick')
    .values(skipped.map((tick) => ({ scheduleId: id, workspaceId, at: now, executionId: null, ...tick })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type Fired = Pick<TickRow, 'scheduledAt' | 'occasion' | 'at'> & { readonly executionId: string };

/** Notes that an instant fires; `again`: though it was skipped. False where it has fired already. */
export async function noteFired(
  trx: Trx,
  { id: scheduleId, workspaceId }: Firing,
  { scheduledAt, occasion, at, executionId }: Fired,
  again: boolean,
): Promise<boolean> {
  const fired = { at, outcome: 'fired', reason: null, executionId } as const;
  const noted = await trx
    .insertInto('scheduleTick')
    .values({ scheduleId, workspaceId, scheduledAt, occasion, ...fired })
    .onConflict((conflict) => {
      if (!again) return conflict.doNothing();
      const columns = conflict.columns(['scheduleId', 'scheduledAt', 'occasion']);
      return columns.doUpdateSet(fired).where('scheduleTick.outcome', '=', 'skipped');
    })
    .executeTakeFirst();
  return noted.numInsertedOrUpdatedRows === 1n;
}

/** Which of these instants other schedules of the same workflow have fired, as those of its earlier versions, in ms. */
export async function firedByOthers(
  trx: Trx,
  { id, workspaceId, namespace, name }: Firing,
  instants: readonly Date[],
): Promise<ReadonlySet<number>> {
  const rows = await trx
    .selectFrom('schedule as s')
    .innerJoin('scheduleTick as t', 't.scheduleId', 's.id')
    .select('t.scheduledAt')
    .where('s.workspaceId', '=', workspaceId)
    .where('s.namespace', '=', namespace)
    .where('s.name', '=', name)
    .where('s.id', '<>', id)
    .where('t.outcome', '=', 'fired')
    .where('t.scheduledAt', '=', sql<Date>`any(${instants}::timestamptz[])`)
    .execute();
  return new Set(rows.map(({ scheduledAt }) => scheduledAt.getTime()));
}

/** The last instant of a schedule from `since` on that has fired, as those do that are filled in before they are due. */
export async function lastFired(trx: Trx, scheduleId: string, since: Date): Promise<Date | undefined> {
  const row = await trx
    .selectFrom('scheduleTick')
    .select('scheduledAt')
    .where('scheduleId', '=', scheduleId)
    .where('scheduledAt', '>=', since)
    .where('outcome', '=', 'fired')
    .orderBy('scheduledAt', 'desc')
    .executeTakeFirst();
  return row?.scheduledAt;
}

/** So long what became of an instant is known. */
export const KEPT_DAYS = 30;
const KEEPS = sql<Date>`now() - make_interval(days => ${sql.lit(KEPT_DAYS)})`;

export async function forgetTicks(trx: Trx): Promise<void> {
  await trx.deleteFrom('scheduleTick').where('at', '<', KEEPS).execute();
}
