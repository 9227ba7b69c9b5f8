import { MeshError } from '@mesh/contracts/mesh-error';
import { type Below, newestFirst } from '@mesh/database/newest-first';
import type { Insertable, Transaction, Updateable } from 'kysely';
import type { Schema, WebhookEndpointRow } from '../db/schema.ts';

type Trx = Transaction<Schema>;

/** Made again under the same id it gets another secret: the first was never shown. */
export function saveEndpoint(trx: Trx, row: Insertable<Schema['webhookEndpoint']>): Promise<WebhookEndpointRow> {
  return trx
    .insertInto('webhookEndpoint')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ secret: row.secret }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Throws `not-found`. */
export function endpointOf(trx: Trx, id: string): Promise<WebhookEndpointRow> {
  const found = trx.selectFrom('webhookEndpoint').selectAll().where('id', '=', id);
  return found.executeTakeFirstOrThrow(() => new MeshError('not-found', 'there is no such webhook endpoint'));
}

export function endpointsBelow(trx: Trx, below: Below): Promise<WebhookEndpointRow[]> {
  return newestFirst(trx.selectFrom('webhookEndpoint').selectAll(), 'id', below).execute();
}

export async function changeEndpoint(
  trx: Trx,
  id: string,
  change: Updateable<Schema['webhookEndpoint']>,
): Promise<void> {
  await trx.updateTable('webhookEndpoint').set(change).where('id', '=', id).execute();
}

export async function removeEndpoint(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('webhookEndpoint').where('id', '=', id).execute();
}
