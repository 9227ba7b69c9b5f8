import type { Transaction } from 'kysely';
import { removeCollections } from '../collection/collection-store.ts';
import type { Schema } from '../db/schema.ts';

/** Its collections go with all their points; the sweep of indexes drops what they leave behind. */
export async function forgetWorkspace(trx: Transaction<Schema>): Promise<{ collections: number }> {
  return { collections: await removeCollections(trx) };
}
