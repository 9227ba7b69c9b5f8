import { wrongCursor } from '@mesh/contracts/cursor';
import type * as contract from '@mesh/contracts/gateway';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { shownWorkspace } from './shown-workspace.ts';
import { workspaceOf } from './workspace-store.ts';

/** Lists the workspace of the key, the only one that it sees. */
export function listWorkspaces(db: Database<Schema>): LocalHandler<typeof contract.listWorkspaces> {
  return async ({ query: { cursor } }, { principal: { workspaceId } }) => {
    if (cursor !== undefined) throw wrongCursor();
    const own = await db.inWorkspace(workspaceId, (trx) => workspaceOf(trx, workspaceId));
    return { items: [shownWorkspace(own)], nextCursor: null };
  };
}
