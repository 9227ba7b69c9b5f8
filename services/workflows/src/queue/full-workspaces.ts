import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** Which of these workspaces have `most` executions queued, or more. */
export async function fullWorkspaces(
  trx: Transaction<Schema>,
  workspaceIds: readonly string[],
  most: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select w.id from unnest(${[...new Set(workspaceIds)]}::text[]) as w(id) where ${most} <=
      (select count(*) from (select from queued_execution q where q.workspace_id = w.id limit ${most}) as q)`.execute(
    trx,
  );
  return new Set(rows.map(({ id }) => id));
}
