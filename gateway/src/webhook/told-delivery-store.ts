import { type Below, newestFirst } from '@mesh/database/newest-first';
import { sql } from 'kysely';
import type { Trx, WebhookDeliveryRow } from '../db/schema.ts';

export type ToldDelivery = Omit<WebhookDeliveryRow, 'body'>;

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

export function deliveriesBelow(trx: Trx, endpointId: string, below: Below<number>): Promise<ToldDelivery[]> {
  const rows = trx.selectFrom('webhookDelivery').select(columns).where('endpointId', '=', endpointId);
  return newestFirst(rows, 'seq', below).execute();
}

/** Makes a delivery due now, as if it had never been tried. Undefined if there is none. */
export function deliverAgain(trx: Trx, endpointId: string, seq: string): Promise<ToldDelivery | undefined> {
  return trx
    .updateTable('webhookDelivery')
    .set({ status: 'pending', attempts: 0, dueAt: sql<Date>`now()`, responseStatus: null, error: null })
    .where('endpointId', '=', endpointId)
    .where('seq', '=', seq)
    .returning(columns)
    .executeTakeFirst();
}
