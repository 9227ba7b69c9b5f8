import { removeCollections } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';

/** Its collections go with all their points; the sweep of indexes drops what they leave behind. */
export async function forgetWorkspace(trx: Trx): Promise<{ collections: number }> {
  return { collections: await removeCollections(trx) };
}
