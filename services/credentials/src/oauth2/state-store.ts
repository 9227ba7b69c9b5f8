import { type Insertable, sql } from 'kysely';
import type { Schema, Trx } from '../db/schema.ts';

/** Stores an authorization that a person has begun, and removes those that were never finished. */
export async function keepState(trx: Trx, state: Omit<Insertable<Schema['oauth2State']>, 'expiresAt'>): Promise<void> {
  await trx.deleteFrom('oauth2State').where('expiresAt', '<', sql<Date>`now()`).execute();
  await trx.insertInto('oauth2State').values(state).execute();
}

/** Deletes it, since a state is valid once. */
export function takeState(trx: Trx, hash: Buffer) {
  return trx
    .deleteFrom('oauth2State')
    .where('hash', '=', hash)
    .where('expiresAt', '>', sql<Date>`now()`)
    .returning(['credentialId', 'version', 'envelope', 'actorId', 'actorType', 'redirectUri'])
    .executeTakeFirst();
}
