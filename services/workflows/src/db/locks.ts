import { sql } from 'kysely';
import type { Trx } from './schema.ts';

/** What one process does at a time, by the numbers of their advisory locks: other versions of this service know the same. */
const locks = {
  /** Executions begin, of each key no more than its limit. */
  admission: 4_307_461,
  reconciliation: 4_307_462,
  /** Events reach listeners, each in order. */
  matching: 7_201_345_001,
};

/** Whether this transaction is the one that does it, until it ends. */
export async function tryLock(trx: Trx, what: keyof typeof locks): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${locks[what]}) as locked`.execute(trx);
  return rows[0]?.locked === true;
}

/** Waits until nobody else saves schedules of this workspace; whoever comes later waits for the end of this transaction. */
export function lockSchedules(trx: Trx, workspaceId: string): Promise<void> {
  return waitFor(trx, `schedules of ${workspaceId}`);
}

/** The same for its model budget. */
export function lockModelBudget(trx: Trx, workspaceId: string): Promise<void> {
  return waitFor(trx, `model budget of ${workspaceId}`);
}

async function waitFor(trx: Trx, lock: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx);
}
