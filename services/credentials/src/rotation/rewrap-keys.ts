import type { Log } from '@mesh/runtime/log';
import { keysElsewhere, type PlacedKey, replaceWrapped } from '../crypto/key-store.ts';
import type { KeyProvider } from '../crypto/provider/key-provider.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { KeyRotationRow } from '../db/schema.ts';
import type { Rotating } from './rotating.ts';
import { keepProgress } from './rotation-store.ts';

const BATCH = 50;

/**
 * Wraps all keys of all workspaces with the current root key. Returns the number of those that do not unwrap and stay as they
 * are.
 */
export async function rewrapKeys(
  needs: Rotating,
  { id, target }: KeyRotationRow,
  signal: AbortSignal,
): Promise<number> {
  const { db, provider, log } = needs;
  let after: PlacedKey | undefined;
  let unreadable = 0;
  while (!signal.aborted) {
    const batch = await db.asSystem((trx) => keysElsewhere(trx, target, { after, limit: BATCH }));
    if (batch.length === 0) break;
    const wrapped = await Promise.all(batch.map((key) => rewrapped(provider, key, log)));
    await db.asSystem(async (trx) => {
      let moved = 0;
      for (const [place, before] of batch.entries()) {
        const key = wrapped[place];
        if (key && (await replaceWrapped(trx, before, key))) moved += 1;
      }
      await keepProgress(trx, id, moved);
    });
    unreadable += wrapped.filter((key) => key === undefined).length;
    after = batch.at(-1);
  }
  return unreadable;
}

async function rewrapped(provider: KeyProvider, place: PlacedKey, log: Log) {
  try {
    const key = await provider.unwrap(place, place);
    const raw = key.export();
    try {
      return await provider.wrap(place, raw);
    } finally {
      raw.fill(0);
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { workspaceId, purpose, version, kid } = place;
    log.error({ err: error, workspaceId, purpose, version, kid }, 'a wrapped key does not open and stays as it is');
    return undefined;
  }
}
