import type * as contract from '@mesh/contracts/webhook-endpoints';
import type { LocalHandler } from '../http/local-operation.ts';
import { checkEndpoint } from './check-endpoint.ts';
import { changeEndpoint, endpointOf } from './endpoint-store.ts';
import { shownEndpoint } from './shown-endpoint.ts';
import type { Needs } from './webhook-needs.ts';

export function updateWebhookEndpoint({
  db,
  egress,
}: Pick<Needs, 'db' | 'egress'>): LocalHandler<typeof contract.updateWebhookEndpoint> {
  return ({ params: { endpointId }, body: { url, types, enabled } }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      if (url !== undefined) checkEndpoint(egress, url);
      const before = await endpointOf(trx, endpointId);
      const after = { url: url ?? before.url, types: types ?? before.types, enabled: enabled ?? before.enabled };
      await changeEndpoint(trx, endpointId, after);
      return shownEndpoint({ ...before, ...after });
    });
}
