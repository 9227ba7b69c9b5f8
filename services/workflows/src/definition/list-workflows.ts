import type { HandlerOf } from '@mesh/bus/serve';
import { id } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { workflowsBefore } from './workflow-store.ts';
import { workflowView } from './workflow-view.ts';

const position = id('wf').optional();

/** The cursor is the id of the last workflow told: ids sort by their making. */
export function listWorkflows(db: Database<Schema>): HandlerOf<typeof workflows.listWorkflows> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor, ...wish } }, { workspaceId }) => {
    const before = position.safeParse(cursor);
    if (!before.success) throw new MeshError('invalid', 'the cursor is not one that this list gave');
    const rows = await db.inWorkspace(workspaceId, (trx) => workflowsBefore(trx, wish, before.data, limit + 1));
    const items = rows.slice(0, limit);
    return { items: items.map(workflowView), nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  };
}
