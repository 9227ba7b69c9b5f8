import { noSuch } from '@mesh/contracts/id';
import { type Below, newestFirst } from '@mesh/database/newest-first';
import type { Insertable } from 'kysely';
import type { Schema, Trx, WebhookEndpointRow } from '../db/schema.ts';
import type { Held } from '../former-secrets.ts';

type Change = { [part in 'url' | 'types' | 'enabled']?: WebhookEndpointRow[part] | undefined };

/** Creating it again under the same id gives it a new secret, since the first was never shown. */
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
  return withId(trx, id).executeTakeFirstOrThrow(() => noSuch('whk'));
}

/** Locks the endpoint until the transaction ends. Throws `not-found`. */
export function lockEndpoint(trx: Trx, id: string): Promise<WebhookEndpointRow> {
  return withId(trx, id)
    .forUpdate()
    .executeTakeFirstOrThrow(() => noSuch('whk'));
}

function withId(trx: Trx, id: string) {
  return trx.selectFrom('webhookEndpoint').selectAll().where('id', '=', id);
}

export function endpointsBelow(trx: Trx, below: Below): Promise<WebhookEndpointRow[]> {
  return newestFirst(trx.selectFrom('webhookEndpoint').selectAll(), 'id', below).execute();
}

/** Changes the given fields and leaves the others to concurrent changes. Throws `not-found`. */
export function changeEndpoint(trx: Trx, id: string, { url, types, enabled }: Change): Promise<WebhookEndpointRow> {
  return trx
    .updateTable('webhookEndpoint')
    .set((row) => ({
      url: url ?? row.ref('url'),
      types: types ?? row.ref('types'),
      enabled: enabled ?? row.ref('enabled'),
      revision: row('revision', '+', 1),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow(() => noSuch('whk'));
}

export function replaceSecret(trx: Trx, id: string, { secret, formerSecrets }: Held): Promise<WebhookEndpointRow> {
  return trx
    .updateTable('webhookEndpoint')
    .set((row) => ({ secret, formerSecrets: JSON.stringify(formerSecrets), revision: row('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow(() => noSuch('whk'));
}

export async function removeEndpoint(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('webhookEndpoint').where('id', '=', id).execute();
}
