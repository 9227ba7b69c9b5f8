import type * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { endpointOf, removeEndpoint } from './endpoint-store.ts';

export function deleteWebhookEndpoint(db: Database<Schema>): LocalHandler<typeof contract.deleteWebhookEndpoint> {
  return ({ params: { endpointId } }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      await endpointOf(trx, endpointId);
      await removeEndpoint(trx, endpointId);
      return {};
    });
}
