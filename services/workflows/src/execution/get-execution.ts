import type { HandlerOf } from '@mesh/bus/serve';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findExecution } from './execution-store.ts';
import { existing, shownExecution } from './execution-view.ts';

export function getExecution(db: Database<Schema>): HandlerOf<typeof workflows.getExecution> {
  return async ({ params: { executionId } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => shownExecution(existing(await findExecution(trx, executionId))));
}
