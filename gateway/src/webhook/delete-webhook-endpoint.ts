import { checkIfMatch } from '@mesh/contracts/if-match';
import * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { lockEndpoint, removeEndpoint } from './endpoint-store.ts';

export function deleteWebhookEndpoint(db: Database<Schema>): LocalHandler<typeof contract.deleteWebhookEndpoint> {
  return ({ params: { endpointId }, headers }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      const before = await lockEndpoint(trx, endpointId);
      checkIfMatch(headers, contract.webhookEndpointEtag(before), 'the webhook endpoint');
      await removeEndpoint(trx, endpointId);
      return {};
    });
}
