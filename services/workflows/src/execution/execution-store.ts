import type { Status } from '@mesh/contracts/workflows';
import { type Selectable, sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { ExecutionTables } from './execution-tables.ts';

const columns = [
  'id',
  'workflowId',
  'namespace',
  'name',
  'version',
  'status',
  'input',
  'output',
  'error',
  'traceparent',
  'startedAt',
  'endedAt',
  'worker',
  'wakeAt',
  'epoch',
] as const;
export type ExecutionRow = Pick<Selectable<ExecutionTables['execution']>, (typeof columns)[number]>;

export function findExecution(trx: Transaction<Schema>, id: string): Promise<ExecutionRow | undefined> {
  return trx.selectFrom('execution').select(columns).where('id', '=', id).executeTakeFirst();
}

export type ExecutionFilter = {
  readonly workflow?: string | undefined;
  readonly status?: Status | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** Newest first, from below the id `before`. */
export function executionsBefore(
  trx: Transaction<Schema>,
  { workflow, status, from, to }: ExecutionFilter,
  before: string | undefined,
  limit: number,
): Promise<ExecutionRow[]> {
  let rows = trx.selectFrom('execution').select(columns);
  if (workflow !== undefined) rows = rows.where('workflowId', '=', workflow);
  if (status !== undefined) rows = rows.where('status', '=', status);
  if (from !== undefined) rows = rows.where('startedAt', '>=', new Date(from));
  if (to !== undefined) rows = rows.where('startedAt', '<', new Date(to));
  if (before !== undefined) rows = rows.where('id', '<', before);
  return rows.orderBy('id', 'desc').limit(limit).execute();
}

/** The rows of the journal that hold entries past `after`, at most `limit` of them. */
export function journalAfter(trx: Transaction<Schema>, executionId: string, after: number, limit: number) {
  const holding = trx
    .selectFrom('journal')
    .select(sql<number>`coalesce(max(seq), 0)`.as('seq'))
    .where('executionId', '=', executionId)
    .where('seq', '<=', after + 1);
  return trx
    .selectFrom('journal')
    .select(['seq', 'at', 'entries'])
    .where('executionId', '=', executionId)
    .where('seq', '>=', holding)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/** Asks the process that works on the execution for something; where none does, the next one to look finds it due. */
export async function ask(trx: Transaction<Schema>, executionId: string, what: 'cancel'): Promise<void> {
  await trx
    .updateTable('execution')
    .set({ asked: what, wakeAt: sql<Date>`case when worker is null then now() else wake_at end` })
    .where('id', '=', executionId)
    .where('endedAt', 'is', null)
    .execute();
}
