import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { meter } from '@mesh/runtime/metrics';
import { tryLock } from '../db/locks.ts';
import type { Schema } from '../db/schema.ts';
import { type Invariant, invariants } from './invariants.ts';

const repaired = meter.createCounter('mesh.reconciler.repaired', {
  description: 'Executions that an invariant did not hold of, and that were repaired',
});
const looks = meter.createCounter('mesh.reconciler.runs', { description: 'How often the invariants were checked' });

/** Checks each invariant and repairs violations. Returns their number by name; empty while another process does this. */
export async function reconcile(db: Database<Schema>, log: Log): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const invariant of invariants) {
    const ids = await check(db, invariant);
    if (ids.length === 0) continue;
    found.set(invariant.name, ids.length);
    repaired.add(ids.length, { invariant: invariant.name });
    log.warn({ invariant: invariant.name, count: ids.length, some: ids.slice(0, 5) }, 'an invariant was repaired');
  }
  looks.add(1);
  return found;
}

function check(db: Database<Schema>, { repair }: Invariant): Promise<string[]> {
  return db.asSystem(async (trx) => {
    if (!(await tryLock(trx, 'reconciliation'))) return [];
    return (await repair.execute(trx)).rows.map(({ id }) => id);
  });
}
