import type * as contract from '@mesh/contracts/gateway';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { workspaceOf } from '../workspace/workspace-store.ts';

export function me(db: Database<Schema>): LocalHandler<typeof contract.me> {
  return async (_request, { principal: { id, type, workspaceId, scopes } }) => {
    const workspace = await db.inWorkspace(workspaceId, (trx) => workspaceOf(trx, workspaceId));
    return {
      principal: { id, type },
      workspace: { id: workspace.id, name: workspace.name },
      role: null,
      scopes,
    };
  };
}
