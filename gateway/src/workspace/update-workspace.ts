import * as contract from '@mesh/contracts/gateway';
import { checkIfMatch } from '@mesh/contracts/if-match';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { shownWorkspace } from './shown-workspace.ts';
import { lockWorkspace, renameWorkspace } from './workspace-store.ts';

export function updateWorkspace(db: Database<Schema>): LocalHandler<typeof contract.updateWorkspace> {
  return ({ params: { workspaceId: id }, headers, body: { name } }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      checkIfMatch(headers, contract.workspaceEtag(await lockWorkspace(trx, id)), 'the workspace');
      return shownWorkspace(await renameWorkspace(trx, id, name));
    });
}
