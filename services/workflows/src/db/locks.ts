import { sql } from 'kysely';
import type { Trx } from './schema.ts';

/** Advisory locks of what one process does at a time. Their numbers are shared with other versions of this service. */
const locks = {
  /** Admission of executions from the queue, within the limits of their keys. */
  admission: 4_307_461,
  reconciliation: 4_307_462,
  /** Matching of events with listeners, in order. */
  matching: 7_201_345_001,
};

/** Takes a lock until the transaction ends; false if another process has it. */
export async function tryLock(trx: Trx, what: keyof typeof locks): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${locks[what]}) as locked`.execute(trx);
  return rows[0]?.locked === true;
}

/** Serializes the saving of schedules in a workspace until the transaction ends. */
export function lockSchedules(trx: Trx, workspaceId: string): Promise<void> {
  return waitFor(trx, `schedules of ${workspaceId}`);
}

/** The same for the workspace's model budget. */
export function lockModelBudget(trx: Trx, workspaceId: string): Promise<void> {
  return waitFor(trx, `model budget of ${workspaceId}`);
}

async function waitFor(trx: Trx, lock: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(trx);
}
