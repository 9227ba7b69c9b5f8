import * as contract from '@mesh/contracts/gateway';
import { createApiKey } from '../api-key/create-api-key.ts';
import type { KeyNeeds } from '../api-key/key-needs.ts';
import { listApiKeys } from '../api-key/list-api-keys.ts';
import { revokeApiKey } from '../api-key/revoke-api-key.ts';
import { rotateApiKey } from '../api-key/rotate-api-key.ts';
import { type LocalOperation, local } from '../http/local-operation.ts';
import { createWorkspace } from '../workspace/create-workspace.ts';
import { deleteWorkspace } from '../workspace/delete-workspace.ts';
import { getWorkspace } from '../workspace/get-workspace.ts';
import { listWorkspaces } from '../workspace/list-workspaces.ts';
import { updateWorkspace } from '../workspace/update-workspace.ts';
import { me } from './me.ts';

type Needs = KeyNeeds & {
  /** The workspace that the mesh starts with, which cannot be deleted. */
  readonly home: string;
};

/** Handlers of the operations on workspaces and API keys. A key sees its own workspace only. */
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
