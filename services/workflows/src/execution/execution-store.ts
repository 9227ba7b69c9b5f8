import { type Selectable, sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { StoredEntry, StoredHappening } from '../payload/reference.ts';
import { leaveQueue } from '../queue/queue-store.ts';
import { type Asked, askedText, isOfEnded } from '../worker/asked.ts';
import type { ExecutionTables } from './execution-tables.ts';

export const columns = [
  'id',
  'workflowId',
  'namespace',
  'name',
  'version',
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
  'epoch',
] as const;
export type ExecutionRow = Pick<Selectable<ExecutionTables['execution']>, (typeof columns)[number]>;

export function findExecution(trx: Transaction<Schema>, id: string): Promise<ExecutionRow | undefined> {
  return trx.selectFrom('execution').select(columns).where('id', '=', id).executeTakeFirst();
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

/** All that happened to an execution, in order. */
export async function pastOf(
  trx: Transaction<Schema>,
  executionId: string,
): Promise<{ at: number; happening: StoredHappening }[]> {
  const rows = await trx
    .selectFrom('journal')
    .select(['at', 'happening'])
    .where('executionId', '=', executionId)
    .orderBy('seq')
    .execute();
  return rows.map(({ at, happening }) => ({ at: at.getTime(), happening: happening as StoredHappening }));
}

/** All entries of an execution, in order. */
export async function entriesOf(trx: Transaction<Schema>, executionId: string): Promise<StoredEntry[]> {
  const rows = await trx
    .selectFrom('journal')
    .select('entries')
    .where('executionId', '=', executionId)
    .orderBy('seq')
    .execute();
  return rows.flatMap(({ entries }) => entries as StoredEntry[]);
}

/**
 * Asks something of executions: of those that go on, or to try again what has faulted. A cancellation is not taken back, and
 * what is queued is so no longer. Gives the number of those that were asked.
 */
export async function askEach(trx: Transaction<Schema>, executionIds: readonly string[], what: Asked): Promise<number> {
  if (what === 'cancel') await leaveQueue(trx, executionIds);
  const { numUpdatedRows } = await trx
    .updateTable('execution')
    .set({ asked: askedText(what), wakeAt: sql<Date>`case when worker is null then now() else wake_at end` })
    .where('id', '=', sql<string>`any(${executionIds}::text[])`)
    .where((where) => where.or([where('asked', 'is', null), where('asked', '<>', 'cancel')]))
    .where('endedAt', isOfEnded(what) ? 'is not' : 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Asks the process that works on the execution for something; where none does, the next one to look finds it due. */
export async function ask(trx: Transaction<Schema>, executionId: string, what: Asked): Promise<void> {
  await askEach(trx, [executionId], what);
}
