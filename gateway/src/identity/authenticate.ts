import type { IncomingHttpHeaders } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Principal, principal } from '@mesh/contracts/principal';
import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { keyHash, sameHash } from './key-hash.ts';
import { presentedKey } from './presented-key.ts';
import type { Verified, VerifiedKeys } from './verified-keys.ts';

type Needs = { readonly db: Database<Schema>; readonly pepper: string; readonly verified: VerifiedKeys };

/** Whose key the request shows. Throws `unauthenticated`; a mistyped key costs no look at any store. */
export async function authenticate({ db, pepper, verified }: Needs, headers: IncomingHttpHeaders): Promise<Principal> {
  const key = presentedKey(headers);
  const hash = keyHash(key, pepper);
  const name = hash.toString('base64');
  return verified.get(name) ?? verified.verify(name, () => lookUp(db, key.id, (kept) => sameHash(kept, hash)));
}

/** Whom the key with this id speaks for: who shows a ticket has shown the key before. Throws `unauthenticated`. */
export async function principalOfKey({ db, verified }: Omit<Needs, 'pepper'>, keyId: string): Promise<Principal> {
  return verified.get(keyId) ?? verified.verify(keyId, () => lookUp(db, keyId, () => true));
}

async function lookUp(db: Database<Schema>, keyId: string, isRight: (hash: Buffer) => boolean): Promise<Verified> {
  return db.asSystem(async (trx) => {
    const row = await trx
      .selectFrom('apiKey')
      .select(['hash', 'workspaceId', 'scopes'])
      .select(sql<number | null>`extract(epoch from expires_at - now())::float8 * 1000`.as('leftMs'))
      .where('id', '=', keyId)
      .where('revokedAt', 'is', null)
      .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', sql<Date>`now()`)]))
      .executeTakeFirst();
    if (!row || !isRight(row.hash)) throw new MeshError('unauthenticated', 'the API key is not valid');
    await trx
      .updateTable('apiKey')
      .set({ lastUsedAt: sql<Date>`now()` })
      .where('id', '=', keyId)
      .where(sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`)
      .execute();
    const { workspaceId, scopes, leftMs } = row;
    return {
      keyId,
      principal: principal.parse({ id: keyId, type: 'api-key', workspaceId, scopes }),
      leftMs: leftMs ?? Number.POSITIVE_INFINITY,
    };
  });
}
