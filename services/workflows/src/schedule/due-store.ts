import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema, Trx } from '../db/schema.ts';
import type { ScheduleState } from './decide.ts';
import { columns, type ScheduleRow } from './schedule-store.ts';
import type { Collected } from './schedule-tables.ts';

/** The time, whether a schedule is due, and whether events wait for one. */
export type Due = { readonly now: Date; readonly due: boolean; readonly called: boolean };

/** A cheap check whether there is anything to do. */
export async function whatIsDue(db: Database<Schema>): Promise<Due> {
  const text = `
    select clock_timestamp() as now,
      exists (select from schedule where due_at <= statement_timestamp() and ended_at is null)
      or exists (select from schedule s where s.kind = 'after' and s.next_at is null and s.ended_at is null
        and not exists (select from execution e where e.id = s.last_execution and e.ended_at is null)) as due,
      exists (select from overheard where owner like 'sch\\_%') as called`;
  const [row] = await db.lookAsSystem<Due>({ name: 'is-due', text, values: [] });
  return row ?? { now: new Date(0), due: false, called: false };
}

export type Firing = ScheduleRow &
  Pick<ScheduleState, 'isRunning'> & { readonly collected: Collected | Collected[] | null };
/** `isOver`: events that wait for it no longer start anything. */
export type Called = Firing & { readonly isOver: boolean };

/** How long events that reached a schedule still start it after a newer version replaced it: as long as events are stored. */
const AFTER_ITS_END = sql`interval '1 day'`;

function firing(trx: Trx) {
  return trx
    .selectFrom('schedule as s')
    .select([...columns, 'collected'])
    .select(
      sql<boolean>`exists (select from execution e where e.id = s.last_execution and e.ended_at is null)`.as(
        'isRunning',
      ),
    );
}

/** Due schedules that no other process has locked. */
export function dueSchedules(trx: Trx, now: Date, most: number): Promise<Firing[]> {
  return firing(trx)
    .where('s.endedAt', 'is', null)
    .where('s.dueAt', '<=', now)
    .orderBy('s.dueAt')
    .limit(most)
    .forUpdate('s')
    .skipLocked()
    .execute();
}

export function lockFiring(trx: Trx, id: string): Promise<Firing | undefined> {
  return firing(trx).where('s.id', '=', id).where('s.endedAt', 'is', null).forUpdate('s').executeTakeFirst();
}

/**
 * A schedule with waiting events, unless another process has it. Events that reached it before a newer version replaced it
 * still start it, even if the workflow was archived since; a schedule that ended by archiving is over.
 */
export function calledSchedule(trx: Trx, id: string): Promise<Called | undefined> {
  const isOver = sql<boolean>`s.ended_at is not null and (s.ended_at < now() - ${AFTER_ITS_END}
    or exists (select from workflow w where w.id = s.workflow_id and w.archived_at <= s.ended_at))`;
  return firing(trx).select(isOver.as('isOver')).where('s.id', '=', id).forUpdate('s').skipLocked().executeTakeFirst();
}

/** Makes schedules with `after` due some time after their last execution ended, or was found to be erased. */
export async function wakeResting(trx: Trx): Promise<void> {
  await sql`
    update schedule s set next_at = last.ended_at + rest, due_at = last.ended_at + rest
    from (
      select r.id, coalesce(e.ended_at, clock_timestamp()) as ended_at,
        (r.rule ->> 'ms')::float8 * interval '1 millisecond' as rest
      from schedule r left join execution e on e.id = r.last_execution
      where r.kind = 'after' and r.next_at is null and r.ended_at is null
        and (e.id is null or e.ended_at is not null)) last
    where s.id = last.id and s.next_at is null and s.ended_at is null`.execute(trx);
}

export async function setNext(
  trx: Trx,
  id: string,
  next: { nextAt: Date | null; dueAt: Date | null; lastExecution: string | null },
): Promise<void> {
  await trx.updateTable('schedule').set(next).where('id', '=', id).execute();
}

/** A single one is stored without a list, as earlier versions expect. */
export async function setCollected(trx: Trx, id: string, open: readonly Collected[], lastExecution: string | null) {
  const collected = open.length > 1 ? open : open[0];
  const text = collected ? JSON.stringify(collected) : null;
  await trx.updateTable('schedule').set({ collected: text, lastExecution }).where('id', '=', id).execute();
}
