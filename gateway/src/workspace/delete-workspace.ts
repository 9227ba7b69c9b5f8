import * as contract from '@mesh/contracts/gateway';
import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import { noSuch } from '@mesh/contracts/id';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { MeshError } from '@mesh/contracts/mesh-error';
import { record } from '@mesh/outbox/record';
import { revokeKeys } from '../api-key/api-key-store.ts';
import type { KeyNeeds } from '../api-key/key-needs.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { endWorkspace, lockWorkspace } from './workspace-store.ts';

type Needs = Pick<KeyNeeds, 'db' | 'verified'> & { readonly home: string };

/** Revokes the keys and deletes the webhooks at once; other services remove their part when they receive the event. */
export function deleteWorkspace({ db, verified, home }: Needs): LocalHandler<typeof contract.deleteWorkspace> {
  return async ({ params, headers }, { principal: { workspaceId } }) => {
    if (params.workspaceId !== workspaceId) throw noSuch('ws');
    if (workspaceId === home) throw new MeshError('conflict', 'the mesh itself starts with this workspace: it stays');
    const revoked = await db.inWorkspace(workspaceId, async (trx) => {
      checkIfMatch(headers, contract.workspaceEtag(await lockWorkspace(trx, workspaceId)), 'the workspace');
      await endWorkspace(trx, workspaceId);
      const keys = await revokeKeys(trx);
      await record(trx, workspaceDeleted, { workspaceId, subject: workspaceId, data: { workspaceId } });
      return keys;
    });
    for (const { id } of revoked) verified.forget(id);
    return {};
  };
}
