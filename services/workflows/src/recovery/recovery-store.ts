import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { waitingOf } from '../event/deliver.ts';
import type { StoredHappening } from '../payload/reference.ts';
import { isKept } from '../payload/whole.ts';

/** The row and journal of a running execution. */
export type History = Awaited<ReturnType<typeof historiesOf>> extends Map<string, infer One> ? One : never;

/** By id; ended executions are missing. */
export function historiesOf(db: Database<Schema>, executionIds: readonly string[]) {
  return db.asSystem(async (trx) => {
    const found = await trx
      .selectFrom('execution')
      .select([
        'id',
        'workspaceId',
        'workflowId',
        'namespace',
        'name',
        'version',
        'scopes',
        'traceparent',
        'status',
        'input',
        'inputRef',
        'asked',
        'endedAt',
        'eventDepth',
      ])
      .where('id', 'in', executionIds)
      .execute();
    const going = found.filter(({ endedAt, asked }) => !endedAt || asked !== null);
    const ids = going.map(({ id }) => id);
    const happenings = await trx
      .selectFrom('journal')
      .select(['executionId', 'seq', 'entryCount', 'at', 'happening'])
      .where(sql<boolean>`execution_id = any(${ids})`)
      .orderBy('executionId')
      .orderBy('seq')
      .execute();
    const rows = Map.groupBy(
      happenings.map((one) => ({ ...one, happening: one.happening as StoredHappening })),
      ({ executionId }) => executionId,
    );
    const heard = await waitingOf(trx, ids);
    return new Map(going.map((row) => [row.id, { row, rows: rows.get(row.id) ?? [], heard: heard.get(row.id) ?? [] }]));
  });
}

/** Whether parts of it are in the bucket. */
export function isPartlyKept({ row, rows }: History): boolean {
  return row.inputRef !== null || rows.some(({ happening }) => isKept(happening));
}
