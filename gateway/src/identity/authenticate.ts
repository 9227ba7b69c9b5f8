import type { IncomingHttpHeaders } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Principal, principal } from '@mesh/contracts/principal';
import type { Database } from '@mesh/database/database';
import { findGoodKey, noteUse } from '../api-key/api-key-store.ts';
import { keyHash, nameInMemory, sameHash } from '../api-key/key-hash.ts';
import type { KeyNeeds } from '../api-key/key-needs.ts';
import type { Verified } from '../api-key/verified-keys.ts';
import type { Schema } from '../db/schema.ts';
import { checkOrigin } from './check-origin.ts';
import { presentedKey } from './presented-key.ts';

/**
 * Authenticates a request by its API key. Throws `unauthenticated`, or `forbidden` for a public key used by another origin. A
 * malformed key costs no database look-up.
 */
export async function authenticate(
  { db, pepper, verified }: KeyNeeds,
  headers: IncomingHttpHeaders,
): Promise<Principal> {
  const key = presentedKey(headers);
  const isRight = (kept: Buffer) => sameHash(kept, keyHash(key, pepper));
  const known = await verified.verify(nameInMemory(key), () => lookUp(db, key.id, isRight));
  checkOrigin(known.allowedOrigins, headers);
  return known.principal;
}

/** The principal of the key with this id, for a ticket whose holder has shown the key before. Throws `unauthenticated`. */
export async function principalOfKey(
  { db, verified }: Pick<KeyNeeds, 'db' | 'verified'>,
  keyId: string,
): Promise<Principal> {
  return (await verified.verify(keyId, () => lookUp(db, keyId, () => true))).principal;
}

async function lookUp(db: Database<Schema>, keyId: string, isRight: (hash: Buffer) => boolean): Promise<Verified> {
  return db.asSystem(async (trx) => {
    const row = await findGoodKey(trx, keyId);
    if (!row || !isRight(row.hash)) throw new MeshError('unauthenticated', 'the API key is not valid');
    await noteUse(trx, keyId);
    const { workspaceId, scopes, allowedOrigins, leftMs } = row;
    return {
      keyId,
      principal: principal.parse({ id: keyId, type: 'api-key', workspaceId, scopes }),
      allowedOrigins,
      leftMs: leftMs ?? Number.POSITIVE_INFINITY,
    };
  });
}
