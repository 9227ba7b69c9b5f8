import { type Below, newestFirst } from '@mesh/database/newest-first';
import { type Selectable, sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { ScheduleTables } from './schedule-tables.ts';

export const columns = [
  'id',
  'workspaceId',
  'workflowId',
  'namespace',
  'name',
  'version',
  'kind',
  'rule',
  'scopes',
  'paused',
  'createdAt',
  'nextAt',
  'lastExecution',
] as const;
export type ScheduleRow = Pick<Selectable<ScheduleTables['schedule']>, (typeof columns)[number]>;

type NewSchedule = Omit<ScheduleRow, 'kind' | 'scopes' | 'paused'> & {
  readonly scopes: readonly string[];
  readonly dueAt: Date | null;
};

export async function insertSchedule(trx: Trx, { rule, scopes, ...schedule }: NewSchedule): Promise<void> {
  const row = { ...schedule, kind: rule.kind, rule: JSON.stringify(rule), scopes: [...scopes] };
  await trx.insertInto('schedule').values(row).execute();
}

export function findSchedule(trx: Trx, id: string): Promise<ScheduleRow | undefined> {
  return withId(trx, id).executeTakeFirst();
}

/** Locks the schedule until the transaction ends. */
export function lockSchedule(trx: Trx, id: string): Promise<ScheduleRow | undefined> {
  return withId(trx, id).forUpdate().executeTakeFirst();
}

function withId(trx: Trx, id: string) {
  return trx.selectFrom('schedule').select(columns).where('id', '=', id).where('endedAt', 'is', null);
}

/** Whether there is, or was, such a schedule. */
export async function isSchedule(trx: Trx, id: string): Promise<boolean> {
  return (await trx.selectFrom('schedule').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** When a workflow first had a schedule, in any version. */
export async function firstMade(trx: Trx, { namespace, name }: Pick<ScheduleRow, 'namespace' | 'name'>): Promise<Date> {
  const { createdAt } = await trx
    .selectFrom('schedule')
    .select(({ fn }) => fn.min('createdAt').as('createdAt'))
    .where('namespace', '=', namespace)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return createdAt;
}

/** Newest first. */
export function schedulesBelow(trx: Trx, workflowId: string | undefined, below: Below): Promise<ScheduleRow[]> {
  let rows = trx.selectFrom('schedule').select(columns).where('endedAt', 'is', null);
  if (workflowId !== undefined) rows = rows.where('workflowId', '=', workflowId);
  return newestFirst(rows, 'id', below).execute();
}

export async function setPaused(trx: Trx, id: string, paused: boolean): Promise<void> {
  await trx.updateTable('schedule').set({ paused }).where('id', '=', id).execute();
}

/** Number of schedules of a workspace, and of starts per minute that they may make, none more often than every `shortestMs`. */
export async function countSchedules(
  trx: Trx,
  workspaceId: string,
  shortestMs: number,
): Promise<{ readonly count: number; readonly perMinute: number }> {
  const { rows } = await sql<{ count: number; perMinute: number }>`
    select count(*)::integer as count, coalesce(sum(case kind when 'cron' then 1 when 'on' then 0
      else 60000 / greatest((rule ->> 'ms')::float8, ${shortestMs}) end), 0)::float8 as per_minute
    from schedule where workspace_id = ${workspaceId} and ended_at is null`.execute(trx);
  return rows[0] ?? { count: 0, perMinute: 0 };
}

/** The clock that instants go by, whatever this process's clock says. */
export async function databaseTime(trx: Trx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(trx);
  return rows[0]?.now ?? new Date(0);
}

/** Ends the schedules of workflows with this name, and their listeners. Returns their final state. */
export async function endSchedules(
  trx: Trx,
  workflow: { readonly namespace: string; readonly name: string; readonly workflowId?: string | undefined },
): Promise<ScheduleRow[]> {
  let ending = trx
    .updateTable('schedule')
    .set({ endedAt: sql`now()` })
    .where('namespace', '=', workflow.namespace)
    .where('name', '=', workflow.name)
    .where('endedAt', 'is', null);
  if (workflow.workflowId !== undefined) ending = ending.where('workflowId', '=', workflow.workflowId);
  const ended = await ending.returning(columns).execute();
  if (ended.length > 0)
    await trx
      .deleteFrom('listener')
      .where(
        'owner',
        'in',
        ended.map(({ id }) => id),
      )
      .execute();
  return ended;
}
