import { noSuch } from '@mesh/contracts/id';
import type * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { shownDelivery } from './shown-delivery.ts';
import { deliverAgain } from './told-delivery-store.ts';

export function redeliverWebhook(db: Database<Schema>): LocalHandler<typeof contract.redeliverWebhook> {
  return ({ params: { endpointId, deliveryId } }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      const row = await deliverAgain(trx, endpointId, deliveryId);
      if (!row) throw noSuch('delivery');
      return shownDelivery(row);
    });
}
