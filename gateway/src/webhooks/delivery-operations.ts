import { MeshError } from '@mesh/contracts/mesh-error';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { type LocalOperation, local } from '../identity/local-operation.ts';
import { endpointOf, pageOfRows, shownDelivery } from './endpoint-store.ts';

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
    local(contract.listWebhookDeliveries, ({ params, query: { limit = DEFAULT_LIMIT, cursor } }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        await endpointOf(trx, params.endpointId);
        let asked = trx.selectFrom('webhookDelivery').select(columns).where('endpointId', '=', params.endpointId);
        if (cursor !== undefined) asked = asked.where('seq', '<', seqOf(cursor));
        const rows = await asked
          .orderBy('seq', 'desc')
          .limit(limit + 1)
          .execute();
        return pageOfRows(rows, limit, { show: shownDelivery, at: ({ seq }) => seq });
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

function seqOf(cursor: string): string {
  if (/^\d{1,15}$/.test(cursor)) return cursor;
  throw new MeshError('invalid', 'the cursor is the `nextCursor` of the page before');
}
