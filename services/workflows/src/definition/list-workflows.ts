import type { HandlerOf } from '@mesh/bus/serve';
import { idCursor } from '@mesh/contracts/id-cursor';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { workflowsBefore } from './workflow-store.ts';
import { workflowView } from './workflow-view.ts';

/** The cursor is the id of the last workflow told: ids sort by their making. */
export function listWorkflows(db: Database<Schema>): HandlerOf<typeof workflows.listWorkflows> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor, ...wish } }, { workspaceId }) => {
    const before = idCursor('wf', cursor);
    const rows = await db.inWorkspace(workspaceId, (trx) => workflowsBefore(trx, wish, before, limit + 1));
    const items = rows.slice(0, limit);
    return { items: items.map(workflowView), nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  };
}
