import type { Database } from '@mesh/database/database';
import type { Listed, Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { type Lying, referredTo } from './payload-store.ts';
import { PAYLOADS } from './payloads.ts';

const EVERY_MS = 3_600_000;
/** Longer than anybody waits for the commit that refers to what was put. */
const DAY_MS = 24 * 3_600_000;

type Sweeping = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'list' | 'delete'> };

/** Removes payloads that nothing refers to, a day after they were put: their commit failed, or their execution is gone. */
export function keepSweeping({ log, ...sweeping }: Sweeping & { readonly log: Log }): AsyncDisposable {
  const sweep = async () => {
    const swept = await sweepPayloads(sweeping, Date.now());
    if (swept > 0) log.info({ swept }, 'payloads that nothing refers to were removed');
  };
  return startLoop('payloads', (signal) => every(EVERY_MS, signal, sweep), log);
}

/** Gives how many it has removed. One that was looked at on its second day is looked for no more while its execution lives. */
export async function sweepPayloads({ db, objects }: Sweeping, now: number): Promise<number> {
  let swept = 0;
  for await (const page of objects.list(PAYLOADS)) {
    const lying = page.flatMap((one) => lyingOf(one, now));
    if (lying.length === 0) continue;
    const kept = await referredTo(db, lying);
    for (const { key, id } of lying) {
      if (kept.has(id)) continue;
      await objects.delete(key);
      swept += 1;
    }
  }
  return swept;
}

function lyingOf({ key, putAt }: Listed, now: number): (Lying & Pick<Listed, 'key'>)[] {
  const [, , executionId, id] = key.split('/');
  const age = now - putAt.getTime();
  if (executionId === undefined || id === undefined || age < DAY_MS) return [];
  return [{ key, executionId, id, settled: age > 2 * DAY_MS }];
}
