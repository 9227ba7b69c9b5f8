import type * as contract from '@mesh/contracts/gateway';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { shownWorkspace } from './shown-workspace.ts';
import { renameWorkspace } from './workspace-store.ts';

export function updateWorkspace(db: Database<Schema>): LocalHandler<typeof contract.updateWorkspace> {
  return ({ params: { workspaceId: id }, body: { name } }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => shownWorkspace(await renameWorkspace(trx, id, name)));
}
