import { noSuch } from '@mesh/contracts/id';
import { type Below, newestFirst } from '@mesh/database/newest-first';
import { type Insertable, sql } from 'kysely';
import type { ApiKeyRow, Schema, Trx } from '../db/schema.ts';

const now = sql<Date>`now()`;

/** Undefined if this id is taken. */
export function insertKey(trx: Trx, row: Insertable<Schema['apiKey']>): Promise<ApiKeyRow | undefined> {
  return trx
    .insertInto('apiKey')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Keys that are not revoked. */
export function keysBelow(trx: Trx, below: Below): Promise<ApiKeyRow[]> {
  return newestFirst(trx.selectFrom('apiKey').selectAll().where('revokedAt', 'is', null), 'id', below).execute();
}

export async function firstKeyId(trx: Trx): Promise<string> {
  const { id } = await trx.selectFrom('apiKey').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow();
  return id;
}

/** A key that is not revoked, locked until the transaction ends. Throws `not-found`. */
export function lockKey(trx: Trx, id: string): Promise<ApiKeyRow> {
  const live = trx.selectFrom('apiKey').selectAll().where('id', '=', id).where('revokedAt', 'is', null);
  return live.forUpdate().executeTakeFirstOrThrow(() => noSuch('key'));
}

/** Replaces the hash of a key's secret. */
export function replaceHash(trx: Trx, id: string, hash: Buffer): Promise<ApiKeyRow> {
  return trx.updateTable('apiKey').set({ hash }).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

export async function replaceScopes(trx: Trx, id: string, scopes: string[]): Promise<void> {
  await trx.updateTable('apiKey').set({ scopes }).where('id', '=', id).execute();
}

export async function revokeKey(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('apiKey').set({ revokedAt: now }).where('id', '=', id).execute();
}

/** Revokes all keys of the workspace. */
export function revokeKeys(trx: Trx): Promise<{ id: string }[]> {
  return trx.updateTable('apiKey').set({ revokedAt: now }).where('revokedAt', 'is', null).returning('id').execute();
}

/** Makes the key expire in `seconds`, unless it does sooner. */
export async function endKeyWithin(trx: Trx, id: string, seconds: number): Promise<void> {
  const end = sql<Date>`least(expires_at, now() + make_interval(secs => ${seconds}))`;
  await trx.updateTable('apiKey').set({ expiresAt: end }).where('id', '=', id).execute();
}

/** A key that is neither revoked nor expired; `leftMs` is null if it never expires. */
export function findGoodKey(trx: Trx, id: string) {
  return trx
    .selectFrom('apiKey')
    .select(['hash', 'workspaceId', 'scopes', 'allowedOrigins'])
    .select(sql<number | null>`extract(epoch from expires_at - now())::float8 * 1000`.as('leftMs'))
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', now)]))
    .executeTakeFirst();
}

/** Once a minute is enough. */
export async function noteUse(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('apiKey')
    .set({ lastUsedAt: now })
    .where('id', '=', id)
    .where(sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`)
    .execute();
}
