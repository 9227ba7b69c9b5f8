import { numberCursor } from '@mesh/contracts/cursor';
import { MeshError } from '@mesh/contracts/mesh-error';
import { readPage } from '@mesh/contracts/page';
import * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import { newestFirst } from '@mesh/database/newest-first';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { type LocalOperation, local } from '../http/local-operation.ts';
import { endpointOf, shownDelivery } from './endpoint-store.ts';

const SEQ_DIGITS = 15;
const columns = [
  'endpointId',
  'seq',
  'workspaceId',
  'type',
  'status',
  'attempts',
  'dueAt',
  'responseStatus',
  'error',
  'createdAt',
] as const;

/** What answers the operations on deliveries. */
export function deliveryOperations(db: Database<Schema>): LocalOperation[] {
  return [
    local(contract.listWebhookDeliveries, ({ params, query: { limit, cursor } }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        await endpointOf(trx, params.endpointId);
        const all = trx.selectFrom('webhookDelivery').select(columns).where('endpointId', '=', params.endpointId);
        const before = numberCursor(cursor, SEQ_DIGITS);
        const read = (most: number) => newestFirst(all, 'seq', { before, limit: most }).execute();
        return readPage(limit, read, { show: shownDelivery, at: ({ seq }) => seq });
      }),
    ),
    local(contract.redeliverWebhook, ({ params: { endpointId, deliveryId } }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        const row = await trx
          .updateTable('webhookDelivery')
          .set({ status: 'pending', attempts: 0, dueAt: sql<Date>`now()`, responseStatus: null, error: null })
          .where('endpointId', '=', endpointId)
          .where('seq', '=', deliveryId)
          .returning(columns)
          .executeTakeFirst();
        if (!row) throw new MeshError('not-found', 'there is no such delivery');
        return shownDelivery(row);
      }),
    ),
  ];
}
