import * as contract from '@mesh/contracts/gateway';
import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { type LocalOperation, local } from './local-operation.ts';
import type { VerifiedKeys } from './verified-keys.ts';

type Needs = {
  readonly db: Database<Schema>;
  readonly verified: VerifiedKeys;
  /** The workspace that the mesh itself starts with, which stays. */
  readonly home: string;
};
const now = sql<Date>`now()`;

/** Its keys are revoked and its webhooks gone with the deletion; what other services keep of it goes when they hear of it. */
export function deleteWorkspace({ db, verified, home }: Needs): LocalOperation {
  return local(contract.deleteWorkspace, async ({ params }, { principal: { workspaceId } }) => {
    if (params.workspaceId !== workspaceId) throw new MeshError('not-found', 'there is no such workspace');
    if (workspaceId === home) throw new MeshError('conflict', 'the mesh itself starts with this workspace: it stays');
    const revoked = await db.inWorkspace(workspaceId, async (trx) => {
      const keys = await endWorkspace(trx, workspaceId);
      await record(trx, workspaceDeleted, { workspaceId, subject: workspaceId, data: { workspaceId } });
      return keys;
    });
    for (const { id } of revoked) verified.forget(id);
    return {};
  });
}

async function endWorkspace(trx: Transaction<Schema>, id: string): Promise<{ id: string }[]> {
  await trx.updateTable('workspace').set({ deletedAt: now, name: '' }).where('id', '=', id).execute();
  await trx.deleteFrom('webhookEndpoint').execute();
  await trx.deleteFrom('hook').execute();
  return trx.updateTable('apiKey').set({ revokedAt: now }).where('revokedAt', 'is', null).returning('id').execute();
}
