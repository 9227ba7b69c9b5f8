import type { Database } from '@mesh/database/database';
import type { Schema, Trx } from './schema.ts';

/** Rows removed per transaction, so that nobody waits for long. */
export const PORTION = 1_000;

/** Calls `remove` until it returns less than a portion. Returns the sum of what it removed. */
export async function inPortions(db: Database<Schema>, remove: (trx: Trx) => Promise<number>): Promise<number> {
  for (let removed = 0; ; ) {
    const some = await db.asSystem(remove);
    removed += some;
    if (some < PORTION) return removed;
  }
}
