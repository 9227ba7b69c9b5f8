import { MeshError } from '@mesh/contracts/mesh-error';
import type { Transaction } from 'kysely';
import type { Schema, WebhookDeliveryRow, WebhookEndpointRow } from '../db/schema.ts';

/** Throws `not-found`. */
export async function endpointOf(trx: Transaction<Schema>, endpointId: string): Promise<WebhookEndpointRow> {
  const row = await trx.selectFrom('webhookEndpoint').selectAll().where('id', '=', endpointId).executeTakeFirst();
  if (!row) throw new MeshError('not-found', 'there is no such webhook endpoint');
  return row;
}

export function shownEndpoint({ id, url, types, enabled, createdAt }: WebhookEndpointRow) {
  return { id, url, types, enabled, createdAt: createdAt.toISOString() };
}

export function shownDelivery(row: Omit<WebhookDeliveryRow, 'body'>) {
  return {
    id: row.seq,
    type: row.type,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.status === 'pending' ? row.dueAt.toISOString() : null,
    responseStatus: row.responseStatus,
    error: row.error,
    createdAt: row.createdAt.toISOString(),
  };
}
