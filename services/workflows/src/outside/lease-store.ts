import { type Selectable, sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Reference } from '../payload/reference.ts';
import { lineOf, tellNews } from './news.ts';
import type { OutsideTables } from './outside-tables.ts';

type Row = Selectable<OutsideTables['outsideTask']>;
export type TakenTask = Pick<
  Row,
  | 'id'
  | 'queue'
  | 'attempt'
  | 'key'
  | 'input'
  | 'inputRef'
  | 'progress'
  | 'executionId'
  | 'task'
  | 'heartbeatMs'
  | 'availableAt'
>;

/** One attempt at one task, held by a worker. */
export type Lease = { readonly queue: string; readonly taskId: string; readonly attempt: number };

/** Leases due tasks, oldest first: of large inputs no more than `mostBytes`, but at least one task. */
export async function takeDue(
  trx: Trx,
  { workspaceId, queue }: Pick<Row, 'workspaceId' | 'queue'>,
  worker: string,
  { most, mostBytes }: { readonly most: number; readonly mostBytes: number },
): Promise<TakenTask[]> {
  const { rows } = await sql<TakenTask>`
    with due as (
      select id, available_at, position, coalesce((input_ref ->> 'bytes')::integer, 0) as bytes from outside_task
      where workspace_id = ${workspaceId} and queue = ${queue} and ended_at is null
        and available_at <= statement_timestamp() and attempt < attempts
      order by available_at, position limit ${most} for update skip locked),
    summed as (select id, bytes, sum(bytes) over (order by available_at, position) as bytes_so_far from due)
    update outside_task t set attempt = attempt + 1, worker = ${worker},
      available_at = clock_timestamp() + heartbeat_ms * interval '1 millisecond'
    from summed s where t.id = s.id and (s.bytes_so_far <= ${mostBytes} or s.bytes_so_far = s.bytes)
    returning t.id, queue, attempt, key, input, input_ref, progress, execution_id, task, heartbeat_ms, available_at`.execute(
    trx,
  );
  return rows;
}

/** In how many ms the next task of a queue is due; undefined if there is none. */
export async function nextDueMs(trx: Trx, { workspaceId, queue }: Pick<Row, 'workspaceId' | 'queue'>) {
  const { rows } = await sql<{ ms: number }>`
    select greatest(0, extract(epoch from available_at - clock_timestamp()) * 1000)::float8 as ms from outside_task
    where workspace_id = ${workspaceId} and queue = ${queue} and ended_at is null and attempt < attempts
    order by available_at, position limit 1`.execute(trx);
  return rows[0]?.ms;
}

/** The row that a lease holds; a released or expired lease holds none. */
function held(trx: Trx, { queue, taskId, attempt }: Lease) {
  return trx
    .updateTable('outsideTask')
    .where('id', '=', taskId)
    .where('queue', '=', queue)
    .where('attempt', '=', sql<number>`${attempt}::bigint`) // workers may send any integer
    .where('worker', 'is not', null)
    .where('endedAt', 'is', null);
}

/** Renews a lease. Returns its new end, or undefined if it is lost. */
export async function prolongLease(trx: Trx, lease: Lease, progress: unknown): Promise<Date | undefined> {
  const availableAt = sql<Date>`clock_timestamp() + heartbeat_ms * interval '1 millisecond'`;
  const told = progress === undefined ? {} : { progress: JSON.stringify(progress), told: sql<number>`told + 1` };
  const row = await held(trx, lease)
    .set({ availableAt, ...told })
    .returning('availableAt')
    .executeTakeFirst();
  if (row && progress !== undefined) await tellNews(trx, { kind: 'progress', id: lease.taskId });
  return row?.availableAt;
}

/** A task's output, or a reference to it. */
export type Completion = { readonly output: unknown; readonly outputRef?: Reference | undefined };
type Ending =
  | ({ readonly outcome: 'completed' } & Completion)
  | { readonly outcome: 'failed'; readonly error: unknown };

/** Ends a task. False if the lease is lost. */
export async function endTask(trx: Trx, lease: Lease, ending: Ending): Promise<boolean> {
  const result =
    ending.outcome === 'completed'
      ? { output: JSON.stringify(ending.output), outputRef: ending.outputRef && JSON.stringify(ending.outputRef) }
      : { error: JSON.stringify(ending.error) };
  const row = await held(trx, lease)
    .set({ endedAt: sql<Date>`clock_timestamp()`, outcome: ending.outcome, ...result })
    .returning('id')
    .executeTakeFirst();
  if (row) await tellNews(trx, { kind: 'ended', id: row.id });
  return row !== undefined;
}

/** Returns a task to its queue, due after a pause. False if it has no attempts left or the lease is lost. */
export async function giveBack(trx: Trx, lease: Lease, pauseMs: number): Promise<boolean> {
  const row = await held(trx, lease)
    .set({ worker: null, availableAt: sql<Date>`clock_timestamp() + ${pauseMs}::float8 * interval '1 millisecond'` })
    .whereRef('attempt', '<', 'attempts')
    .returning('workspaceId')
    .executeTakeFirst();
  if (row) await tellNews(trx, { kind: 'queue', queue: lineOf(row.workspaceId, lease.queue) });
  return row !== undefined;
}

/** Returns a task that no worker has seen: the attempt does not count, and it is due in a moment. */
export async function putBack(trx: Trx, lease: Lease): Promise<void> {
  const availableAt = sql<Date>`clock_timestamp() + interval '2 seconds'`;
  await held(trx, lease).set({ worker: null, attempt: sql<number>`attempt - 1`, availableAt }).execute();
}

export type Found = Pick<Row, 'attempt' | 'worker' | 'endedAt' | 'outcome'>;

/** The execution whose task a lease holds. */
export async function executionOf(trx: Trx, { queue, taskId }: Lease): Promise<string | undefined> {
  const task = trx.selectFrom('outsideTask').select('executionId').where('id', '=', taskId).where('queue', '=', queue);
  return (await task.executeTakeFirst())?.executionId;
}

/** The state of a task that a lease does not hold. */
export function findTask(trx: Trx, { queue, taskId }: Lease): Promise<Found | undefined> {
  return trx
    .selectFrom('outsideTask')
    .select(['attempt', 'worker', 'endedAt', 'outcome'])
    .where('id', '=', taskId)
    .where('queue', '=', queue)
    .executeTakeFirst();
}
