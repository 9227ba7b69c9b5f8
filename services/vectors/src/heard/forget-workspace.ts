import { removeCollections } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';

/** Removes its collections with all their points; the sweep of indexes drops their indexes. */
export async function forgetWorkspace(trx: Trx): Promise<{ collections: number }> {
  return { collections: await removeCollections(trx) };
}
