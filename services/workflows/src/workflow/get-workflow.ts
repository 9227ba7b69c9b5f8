import type { HandlerOf } from '@mesh/bus/handler';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findWorkflow } from './find-workflow.ts';
import { shownWorkflow } from './shown-workflow.ts';

export function getWorkflow(db: Database<Schema>): HandlerOf<typeof workflows.getWorkflow> {
  return ({ params: { workflowId } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => shownWorkflow(await findWorkflow(trx, workflowId)));
}
