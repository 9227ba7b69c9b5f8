import type { Database } from '@mesh/database/database';
import type { Schema, Trx } from './schema.ts';

/** Most rows that are removed in one transaction, so that nobody waits for them for long. */
export const PORTION = 1_000;

/** Removes all that `remove` finds, which takes a portion and gives how many rows that were: fewer are the last. Gives their sum. */
export async function inPortions(db: Database<Schema>, remove: (trx: Trx) => Promise<number>): Promise<number> {
  for (let removed = 0; ; ) {
    const some = await db.asSystem(remove);
    removed += some;
    if (some < PORTION) return removed;
  }
}
