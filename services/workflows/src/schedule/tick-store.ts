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

/** Records skipped instants. Existing records stay. */
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

/** Records that an instant fires; `again` also if it was skipped. False if it has fired already. */
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

/** Which of these instants, in ms, other schedules of the workflow have fired, such as those of its earlier versions. */
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

/** The last fired instant of a schedule from `since` on; a backfill may fire instants before they are due. */
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

/** How long the fate of an instant is recorded. */
export const KEPT_DAYS = 30;
const KEEPS = sql<Date>`now() - make_interval(days => ${sql.lit(KEPT_DAYS)})`;

export async function forgetTicks(trx: Trx): Promise<void> {
  await trx.deleteFrom('scheduleTick').where('at', '<', KEEPS).execute();
}
