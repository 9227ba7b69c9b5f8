import { checkIfMatch } from '@mesh/contracts/if-match';
import * as contract from '@mesh/contracts/webhook-endpoints';
import type { LocalHandler } from '../http/local-operation.ts';
import { checkEndpoint } from './check-endpoint.ts';
import { changeEndpoint, lockEndpoint } from './endpoint-store.ts';
import { shownEndpoint } from './shown-endpoint.ts';
import type { Needs } from './webhook-needs.ts';

export function updateWebhookEndpoint({
  db,
  egress,
}: Pick<Needs, 'db' | 'egress'>): LocalHandler<typeof contract.updateWebhookEndpoint> {
  return ({ params: { endpointId }, headers, body }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      if (body.url !== undefined) checkEndpoint(egress, body.url);
      const before = await lockEndpoint(trx, endpointId);
      checkIfMatch(headers, contract.webhookEndpointEtag(before), 'the webhook endpoint');
      return shownEndpoint(await changeEndpoint(trx, endpointId, body));
    });
}
