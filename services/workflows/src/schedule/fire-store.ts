import { newId } from '@mesh/contracts/id';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { ask } from '../execution/execution-store.ts';
import type { KeptInput } from '../payload/keep-input.ts';
import { enqueue } from '../queue/queue-store.ts';
import type { Standing, Tick } from './decide.ts';
import type { ScheduleRow } from './schedule-store.ts';
import type { Collected } from './schedule-tables.ts';

type Trx = Transaction<Schema>;
export type Firing = ScheduleRow & Pick<Standing, 'isRunning'> & { readonly collected: Collected | null };

function firing(trx: Trx) {
  return trx
    .selectFrom('schedule as s')
    .select([
      's.id',
      's.workspaceId',
      's.workflowId',
      's.namespace',
      's.name',
      's.version',
      's.kind',
      's.rule',
      's.scopes',
    ])
    .select(['s.paused', 's.createdAt', 's.nextAt', 's.lastExecution', 's.collected'])
    .select(
      sql<boolean>`exists (select from execution e where e.id = s.last_execution and e.ended_at is null)`.as(
        'isRunning',
      ),
    )
    .where('s.endedAt', 'is', null);
}

/** Schedules that are due, each for whoever locks it first. */
export function dueSchedules(trx: Trx, now: Date, most: number): Promise<Firing[]> {
  return firing(trx).where('s.dueAt', '<=', now).orderBy('s.dueAt').limit(most).forUpdate('s').skipLocked().execute();
}

export function lockedSchedule(trx: Trx, id: string): Promise<Firing | undefined> {
  return firing(trx).where('s.id', '=', id).forUpdate('s').executeTakeFirst();
}

/** A schedule for which events wait, unless another process has it. */
export function calledSchedule(trx: Trx, id: string): Promise<Firing | undefined> {
  return firing(trx).where('s.id', '=', id).forUpdate('s').skipLocked().executeTakeFirst();
}

/** What starts again after each end is due a while after the last one. */
export async function wakeResting(trx: Trx): Promise<void> {
  await sql`
    update schedule s set next_at = e.ended_at + (s.rule ->> 'ms')::float8 * interval '1 millisecond',
      due_at = e.ended_at + (s.rule ->> 'ms')::float8 * interval '1 millisecond'
    from execution e
    where s.kind = 'after' and s.next_at is null and s.ended_at is null and e.id = s.last_execution
      and e.ended_at is not null`.execute(trx);
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

type Occasion = KeptInput & {
  readonly occasion?: string;
  readonly now: Date;
  readonly again?: boolean;
  /** How many starts by events are behind it, with this one. */
  readonly eventDepth?: number;
  /** The id of what begins; a new one unless told. */
  readonly executionId?: string;
};

/**
 * Queues the execution of an instant, unless it has fired: it begins as slots allow, as what anybody starts does. `occasion`
 * tells the starts of one instant apart; `again`: an instant that was skipped fires after all. Gives the execution.
 */
export async function fire(
  trx: Trx,
  schedule: Firing,
  scheduledAt: Date,
  { input, inputRef, occasion = '', now, again = false, eventDepth, executionId = newId('exe') }: Occasion,
): Promise<string | undefined> {
  const { id: scheduleId, workspaceId, workflowId, namespace, name, version, scopes } = schedule;
  const fired = { at: now, outcome: 'fired', reason: null, executionId } as const;
  const noted = await trx
    .insertInto('scheduleTick')
    .values({ scheduleId, workspaceId, scheduledAt, occasion, ...fired })
    .onConflict((conflict) => {
      if (!again) return conflict.doNothing();
      const columns = conflict.columns(['scheduleId', 'scheduledAt', 'occasion']);
      return columns.doUpdateSet(fired).where('scheduleTick.outcome', '=', 'skipped');
    })
    .executeTakeFirst();
  if (noted.numInsertedOrUpdatedRows !== 1n) return undefined;
  if (schedule.rule.overlap === 'cancel' && schedule.lastExecution && schedule.isRunning)
    await ask(trx, schedule.lastExecution, 'cancel');
  const named = { id: executionId, workspaceId, workflowId, namespace, name, version };
  const about = { ...named, scopes, traceparent: undefined, eventDepth };
  await enqueue(trx, [{ about, input, inputRef, priority: 0, keyLimit: 1 }]);
  return executionId;
}

export async function setNext(
  trx: Trx,
  id: string,
  next: { nextAt: Date | null; dueAt: Date | null; lastExecution: string | null },
): Promise<void> {
  await trx.updateTable('schedule').set(next).where('id', '=', id).execute();
}

export async function setCollected(trx: Trx, id: string, collected: Collected | null, lastExecution: string | null) {
  const text = collected && JSON.stringify(collected);
  await trx.updateTable('schedule').set({ collected: text, lastExecution }).where('id', '=', id).execute();
}

export async function forgetOverheard(trx: Trx, owner: string, places: readonly string[]): Promise<void> {
  await sql`delete from overheard where owner = ${owner} and place = any(${places}::bigint[])`.execute(trx);
}

const KEEPS = sql<Date>`now() - interval '30 days'`;

export async function forgetTicks(trx: Trx): Promise<void> {
  await trx.deleteFrom('scheduleTick').where('at', '<', KEEPS).execute();
}
