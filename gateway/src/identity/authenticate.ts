import type { IncomingHttpHeaders } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Principal, principal } from '@mesh/contracts/principal';
import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { keyHash, sameHash } from './key-hash.ts';
import { presentedKey } from './presented-key.ts';

/** Whose key the request shows, looked up each time so that a revoked one ends at once. Throws `unauthenticated`. */
export async function authenticate(
  db: Database<Schema>,
  pepper: string,
  headers: IncomingHttpHeaders,
): Promise<Principal> {
  const key = presentedKey(headers);
  return db.asSystem(async (trx) => {
    const row = await trx
      .selectFrom('apiKey')
      .select(['hash', 'workspaceId', 'scopes'])
      .where('id', '=', key.id)
      .where('revokedAt', 'is', null)
      .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', sql<Date>`now()`)]))
      .executeTakeFirst();
    if (!row || !sameHash(row.hash, keyHash(key, pepper)))
      throw new MeshError('unauthenticated', 'the API key is not valid');
    await trx
      .updateTable('apiKey')
      .set({ lastUsedAt: sql<Date>`now()` })
      .where('id', '=', key.id)
      .where(sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`)
      .execute();
    return principal.parse({ id: key.id, type: 'api-key', workspaceId: row.workspaceId, scopes: row.scopes });
  });
}
