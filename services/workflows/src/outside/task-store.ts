import type { Json } from '@mesh/jq/json';
import { type Selectable, sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Reference } from '../payload/reference.ts';
import { lineOf, tellNews } from './news.ts';
import type { Outcome, OutsideTables } from './outside-tables.ts';

export type NewTask = {
  readonly id: string;
  readonly workspaceId: string;
  readonly queue: string;
  readonly executionId: string;
  readonly task: string;
  readonly key: string;
  readonly input: Json;
  /** Reference to a large input in the bucket. */
  readonly inputRef?: Reference | undefined;
  readonly heartbeatMs: number;
  readonly attempts: number;
  /** Total time in ms from now; unlimited if undefined. */
  readonly timeoutMs: number | undefined;
};

/**
 * Puts a task into its queue. False if it exists. A task that was cancelled with its execution, which was then retried, becomes
 * due again; reports of its former worker are rejected by their attempt number.
 */
export async function enterTask(trx: Trx, { input, inputRef, timeoutMs, ...row }: NewTask): Promise<boolean> {
  const deadlineAt =
    timeoutMs === undefined ? null : sql<Date>`clock_timestamp() + ${timeoutMs}::float8 * interval '1 millisecond'`;
  const entered = await trx
    .insertInto('outsideTask')
    .values({ ...row, input: JSON.stringify(input), inputRef: inputRef && JSON.stringify(inputRef), deadlineAt })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          endedAt: null,
          outcome: null,
          worker: null,
          availableAt: sql<Date>`clock_timestamp()`,
          attempts: sql<number>`outside_task.attempt + excluded.attempts`,
          deadlineAt: sql<Date | null>`excluded.deadline_at`,
        })
        .where('outsideTask.outcome', '=', 'cancelled' satisfies Outcome),
    )
    .returning(sql<boolean>`xmax = 0`.as('isNew'))
    .executeTakeFirst();
  if (entered) await tellNews(trx, { kind: 'queue', queue: lineOf(row.workspaceId, row.queue) });
  return entered?.isNew === true;
}

const stateColumns = [
  'id',
  'attempts',
  'endedAt',
  'outcome',
  'output',
  'outputRef',
  'error',
  'progress',
  'told',
] as const;
/** A task's state, for those who wait for its end. */
export type TaskState = Pick<Selectable<OutsideTables['outsideTask']>, (typeof stateColumns)[number]>;

export function taskStates(trx: Trx, ids: readonly string[]): Promise<TaskState[]> {
  return trx.selectFrom('outsideTask').select(stateColumns).where('id', 'in', ids).execute();
}

export type OpenTask = { readonly queue: string; readonly worker: string | null };

/** The oldest open task of an execution. */
export async function openTaskOf(trx: Trx, executionId: string): Promise<OpenTask | undefined> {
  const { rows } = await sql<OpenTask>`
    select queue, case when available_at > clock_timestamp() then worker end as worker from outside_task
    where execution_id = ${executionId} and ended_at is null order by position limit 1`.execute(trx);
  return rows[0];
}

/** Tasks that ended recently. */
export async function endedLately(trx: Trx, withinMs: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from outside_task where ended_at > statement_timestamp() - ${withinMs}::float8 * interval '1 millisecond'`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

/** Cancels a task that nobody waits for any more. */
export async function cancelTask(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('outsideTask')
    .set({ endedAt: sql<Date>`clock_timestamp()`, outcome: 'cancelled' satisfies Outcome })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .execute();
}

/** Ends tasks that have timed out or used up their attempts. */
export async function endOverdue(trx: Trx): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    with late as (
      select id, 'timeout' as outcome from outside_task
      where ended_at is null and deadline_at is not null and deadline_at <= statement_timestamp()
      union all
      select id, 'exhausted' from outside_task
      where ended_at is null and attempt >= attempts and available_at <= statement_timestamp())
    update outside_task t set ended_at = clock_timestamp(), outcome = late.outcome from late
    where t.id = late.id and t.ended_at is null returning t.id`.execute(trx);
  for (const { id } of rows) await tellNews(trx, { kind: 'ended', id });
}

/** Cancels tasks whose executions ended without cancelling them, as after a crash. */
export async function cancelLeftOver(trx: Trx): Promise<void> {
  await sql`
    update outside_task t set ended_at = clock_timestamp(), outcome = 'cancelled' from execution e
    where t.ended_at is null and e.id = t.execution_id and e.ended_at is not null`.execute(trx);
}

type LeftBehind = { readonly workspaceId: string; readonly executionId: string; readonly reference: Reference };

/** Deletes tasks older than a day whose executions have ended. Returns their references into the bucket, now unused. */
export async function forgetTasks(trx: Trx): Promise<LeftBehind[]> {
  const { rows } = await sql<LeftBehind>`
    with gone as (
      delete from outside_task t where t.ended_at < now() - interval '1 day'
        and not exists (select from execution e where e.id = t.execution_id and e.ended_at is null)
      returning workspace_id, execution_id, input_ref, output_ref)
    select workspace_id, execution_id, input_ref as reference from gone where input_ref is not null
    union all select workspace_id, execution_id, output_ref from gone where output_ref is not null`.execute(trx);
  return rows;
}

/** Deletes the tasks of an execution that is erased. */
export async function forgetTasksOf(trx: Trx, executionId: string): Promise<void> {
  await trx.deleteFrom('outsideTask').where('executionId', '=', executionId).execute();
}
