import { numberCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import type * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { endpointOf } from './endpoint-store.ts';
import { shownDelivery } from './shown-delivery.ts';
import { deliveriesBelow } from './told-delivery-store.ts';

const SEQ_DIGITS = 15;

export function listWebhookDeliveries(db: Database<Schema>): LocalHandler<typeof contract.listWebhookDeliveries> {
  return ({ params: { endpointId }, query: { limit, cursor } }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      await endpointOf(trx, endpointId);
      const before = numberCursor(cursor, SEQ_DIGITS);
      const read = (most: number) => deliveriesBelow(trx, endpointId, { before, limit: most });
      return readPage(limit, read, { show: shownDelivery, at: ({ seq }) => seq });
    });
}
