import { addKey, type StoredKey } from '../crypto/key-store.ts';
import type { Trx } from '../db/schema.ts';
import { envelopesByKey } from './sealed-store.ts';

/** The new key encrypts from now on; the others for its purpose only decrypt. Returns false if one with its number exists. */
export async function activateKey(trx: Trx, workspaceId: string, key: StoredKey): Promise<boolean> {
  await trx
    .updateTable('workspaceKey')
    .set({ state: 'decrypt-only' })
    .where('purpose', '=', key.purpose)
    .where('state', '=', 'active')
    .execute();
  return addKey(trx, workspaceId, key);
}

/**
 * Removes the keys that encrypt nothing any more; those for payloads stay, since what they have wrapped is elsewhere. The
 * database refuses it for a key that is needed after all.
 */
export async function retireKeys(trx: Trx): Promise<number[]> {
  const unused = [...(await envelopesByKey(trx))]
    .filter(([, envelopes]) => envelopes === 0)
    .map(([version]) => version);
  if (unused.length === 0) return [];
  const gone = await trx
    .deleteFrom('workspaceKey')
    .where('purpose', '=', 'workspace')
    .where('state', '=', 'decrypt-only')
    .where('version', 'in', unused)
    .returning('version')
    .execute();
  return gone.map(({ version }) => version);
}

/** Destroys every key that encrypts and what it encrypted, and prevents new ones. The audit key stays. */
export async function destroyKeys(trx: Trx, workspaceId: string): Promise<number> {
  await trx
    .insertInto('workspaceTombstone')
    .values({ workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await trx.deleteFrom('credential').execute();
  const gone = await trx.deleteFrom('workspaceKey').where('purpose', '<>', 'audit').returning('version').execute();
  return gone.length;
}
