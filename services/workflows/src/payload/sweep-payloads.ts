import type { Database } from '@mesh/database/database';
import type { Listed, Objects } from '@mesh/objects/objects';
import { SETTLED_MS, sweep } from '@mesh/objects/sweep';
import type { Schema } from '../db/schema.ts';
import { type Lying, referredTo } from './payload-store.ts';
import { PAYLOADS } from './payloads.ts';

export type Sweeping = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'list' | 'delete'> };

/**
 * Removes payloads that nothing refers to, a day after they were stored: their commit failed, or their execution is gone.
 * Returns how many. A payload that was found in use on its second day is not checked again while its execution lives.
 */
export function sweepPayloads({ db, objects }: Sweeping, now: number): Promise<number> {
  return sweep(objects, PAYLOADS, async (page) => {
    const lying = page.flatMap((one) => lyingOf(one, now));
    const kept = lying.length > 0 ? await referredTo(db, lying) : new Set();
    return lying.filter(({ id }) => !kept.has(id)).map(({ key }) => key);
  });
}

function lyingOf({ key, putAt }: Listed, now: number): (Lying & Pick<Listed, 'key'>)[] {
  const [, , executionId, id] = key.split('/');
  const age = now - putAt.getTime();
  if (executionId === undefined || id === undefined || age < SETTLED_MS) return [];
  return [{ key, executionId, id, settled: age > 2 * SETTLED_MS }];
}
