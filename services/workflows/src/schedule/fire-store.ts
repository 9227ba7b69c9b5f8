import { newId } from '@mesh/contracts/id';
import type { Json } from '@mesh/jq/json';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { ask } from '../execution/execution-store.ts';
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

type Occasion = {
  readonly input: Json;
  readonly occasion?: string;
  readonly now: Date;
  readonly again?: boolean;
  /** How many starts by events are behind it, with this one. */
  readonly eventDepth?: number;
};

/**
 * Queues the execution of an instant, unless it has fired. `occasion` tells the starts of one instant apart; `again`: an
 * instant that was skipped fires after all. Gives the execution.
 */
export async function fire(
  trx: Trx,
  schedule: Firing,
  scheduledAt: Date,
  { input, occasion = '', now, again = false, eventDepth = 0 }: Occasion,
): Promise<string | undefined> {
  const { id: scheduleId, workspaceId } = schedule;
  const fired = { at: now, outcome: 'fired', reason: null, executionId: newId('exe') } as const;
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
  await queue(trx, fired.executionId, schedule, { input, eventDepth });
  return fired.executionId;
}

type Begun = { readonly input: Json; readonly eventDepth: number };

/** It begins as slots allow, as what anybody starts does. */
async function queue(trx: Trx, id: string, schedule: Firing, { input, eventDepth }: Begun): Promise<void> {
  const { workspaceId, workflowId, namespace, name, version, scopes } = schedule;
  await sql`
    with made as (
      insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, started_at, status,
        event_depth)
      values (${id}, ${workspaceId}, ${workflowId}, ${namespace}, ${name}, ${version}, ${JSON.stringify(input)}::json,
        ${scopes}::text[], clock_timestamp(), 'pending', ${eventDepth})
      returning id, workspace_id)
    insert into queued_execution (execution_id, workspace_id, priority, begins_at, is_ready, key_limit)
    select id, workspace_id, 0, now(), true, 1 from made`.execute(trx);
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
