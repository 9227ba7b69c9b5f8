import type { HandlerOf } from '@mesh/bus/handler';
import { idCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { shownWorkflow } from './shown-workflow.ts';
import { workflowsBelow } from './workflow-store.ts';

/** The cursor is the id of the last workflow shown, since ids sort by creation. */
export function listWorkflows(db: Database<Schema>): HandlerOf<typeof workflows.listWorkflows> {
  return async ({ query: { limit, cursor, ...wish } }, { workspaceId }) => {
    const before = idCursor('wf', cursor);
    const read = (most: number) =>
      db.inWorkspace(workspaceId, (trx) => workflowsBelow(trx, wish, { before, limit: most }));
    return readPage(limit, read, { show: shownWorkflow, at: ({ id }) => id });
  };
}
