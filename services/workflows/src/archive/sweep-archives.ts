import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from '../db/schema.ts';
import { ARCHIVES, heldObjects } from './archive-store.ts';

/** Longer than anybody waits for the commit that refers to what was put. */
const DAY_MS = 24 * 3_600_000;

type Sweeping = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'list' | 'delete'> };

/** Removes objects that no execution lies in, a day after they were put: whoever put one died before its commit. Gives how many. */
export async function sweepArchives({ db, objects }: Sweeping, now: number): Promise<number> {
  let swept = 0;
  for await (const page of objects.list(ARCHIVES)) {
    const old = page.filter(({ putAt }) => now - putAt.getTime() >= DAY_MS).map(({ key }) => key);
    const held = await heldObjects(db, old);
    for (const key of old) {
      if (held.has(key)) continue;
      await objects.delete(key);
      swept += 1;
    }
  }
  return swept;
}
