import * as contract from '@mesh/contracts/gateway';
import { type LocalOperation, local } from '../http/local-operation.ts';
import { createApiKey } from './create-api-key.ts';
import { createWorkspace } from './create-workspace.ts';
import { deleteWorkspace } from './delete-workspace.ts';
import { getWorkspace } from './get-workspace.ts';
import type { Identity } from './identity.ts';
import { listApiKeys } from './list-api-keys.ts';
import { listWorkspaces } from './list-workspaces.ts';
import { me } from './me.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { rotateApiKey } from './rotate-api-key.ts';
import { updateWorkspace } from './update-workspace.ts';

type Needs = Identity & {
  /** The workspace that the mesh itself starts with, which stays. */
  readonly home: string;
};

/** What answers the operations on workspaces and API keys. A key sees its own workspace alone. */
export function identityOperations(needs: Needs): LocalOperation[] {
  const { db } = needs;
  return [
    local(contract.me, me(db)),
    local(contract.createWorkspace, createWorkspace(needs)),
    local(contract.listWorkspaces, listWorkspaces(db)),
    local(contract.getWorkspace, getWorkspace(db)),
    local(contract.updateWorkspace, updateWorkspace(db)),
    local(contract.deleteWorkspace, deleteWorkspace(needs)),
    local(contract.createApiKey, createApiKey(needs)),
    local(contract.listApiKeys, listApiKeys(db)),
    local(contract.rotateApiKey, rotateApiKey(needs)),
    local(contract.revokeApiKey, revokeApiKey(needs)),
  ];
}
