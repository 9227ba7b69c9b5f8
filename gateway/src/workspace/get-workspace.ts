import type * as contract from '@mesh/contracts/gateway';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { shownWorkspace } from './shown-workspace.ts';
import { workspaceOf } from './workspace-store.ts';

export function getWorkspace(db: Database<Schema>): LocalHandler<typeof contract.getWorkspace> {
  return ({ params }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => shownWorkspace(await workspaceOf(trx, params.workspaceId)));
}
