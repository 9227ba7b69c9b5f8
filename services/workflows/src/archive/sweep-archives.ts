import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { SETTLED_MS, sweep } from '@mesh/objects/sweep';
import type { Schema } from '../db/schema.ts';
import { ARCHIVES, heldObjects } from './archive-store.ts';

type Sweeping = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'list' | 'delete'> };

/**
 * Removes objects that hold no execution, a day after they were put: their writer died before it committed. Returns how many.
 */
export function sweepArchives({ db, objects }: Sweeping, now: number): Promise<number> {
  return sweep(objects, ARCHIVES, async (page) => {
    const old = page.filter(({ putAt }) => now - putAt.getTime() >= SETTLED_MS).map(({ key }) => key);
    const held = old.length > 0 ? await heldObjects(db, old) : new Set();
    return old.filter((key) => !held.has(key));
  });
}
