import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { type ExecutionRow, findExecution } from '../execution/execution-store.ts';
import { existing } from '../execution/shown-execution.ts';
import { readArchived } from './read-archived.ts';

type Needs = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'get'> };

/** The row of an execution, read from the bucket if it is archived. Throws `not-found`. */
export async function findAnywhere(needs: Needs, workspaceId: string, executionId: string): Promise<ExecutionRow> {
  const found = await needs.db.inWorkspace(workspaceId, (trx) => findExecution(trx, executionId));
  return existing(found ?? (await readArchived(needs, { workspaceId, executionId }))?.execution);
}
