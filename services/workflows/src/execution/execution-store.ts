import { currentEpoch } from '@mesh/database/incarnation';
import { type Selectable, sql } from 'kysely';
import { leaveParents } from '../child/child-store.ts';
import type { Trx } from '../db/schema.ts';
import { leaveQueue } from '../queue/queue-store.ts';
import { ASKS_END, type Asked, askedText, isOfEnded } from './asked.ts';
import type { ExecutionTables } from './execution-tables.ts';

export const columns = [
  'id',
  'workflowId',
  'namespace',
  'name',
  'version',
  'parentId',
  'parentTask',
  'status',
  'input',
  'output',
  'error',
  'inputRef',
  'endRef',
  'traceparent',
  'startedAt',
  'endedAt',
  'worker',
  'wakeAt',
  'asked',
  'deaths',
] as const;
export type ExecutionRow = Pick<Selectable<ExecutionTables['execution']>, (typeof columns)[number]>;

/** Includes the epoch of its journal, whose end a restore may have lost. */
export function findExecution(trx: Trx, id: string) {
  return trx
    .selectFrom('execution')
    .select(columns)
    .select(sql<number>`greatest(epoch, ${currentEpoch})::float8`.as('epoch'))
    .where('id', '=', id)
    .executeTakeFirst();
}

/**
 * Requests something of running executions, or a retry of faulted ones. A cancellation is never overwritten; queued executions
 * leave the queue; a retried child no longer ends with its parent. Returns how many were asked.
 */
export async function askEach(trx: Trx, executionIds: readonly string[], what: Asked): Promise<number> {
  if (what.kind === 'cancelled') await leaveQueue(trx, executionIds);
  if (isOfEnded(what)) await leaveParents(trx, executionIds);
  const { numUpdatedRows } = await trx
    .updateTable('execution')
    .set({ asked: askedText(what), wakeAt: sql<Date>`case when worker is null then now() else wake_at end` })
    .where('id', '=', sql<string>`any(${executionIds}::text[])`)
    .where((where) => where.or([where('asked', 'is', null), sql<boolean>`asked !~ ${ASKS_END}`]))
    .where('endedAt', isOfEnded(what) ? 'is not' : 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Sends a request to the process that works on the execution; if none does, the next one to look finds it due. */
export async function ask(trx: Trx, executionId: string, what: Asked): Promise<void> {
  await askEach(trx, [executionId], what);
}
