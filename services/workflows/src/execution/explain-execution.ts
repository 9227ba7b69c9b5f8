import type { HandlerOf } from '@mesh/bus/handler';
import type * as executions from '@mesh/contracts/executions';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findExecution } from './execution-store.ts';
import { factsOf } from './explain-store.ts';
import { explained } from './explained.ts';
import { existing } from './shown-execution.ts';

export function explainExecution(db: Database<Schema>): HandlerOf<typeof executions.explainExecution> {
  return async ({ params: { executionId } }, { workspaceId }) => {
    const row = await db.inWorkspace(workspaceId, async (trx) => existing(await findExecution(trx, executionId)));
    return explained(row, await factsOf(db, workspaceId, row));
  };
}
