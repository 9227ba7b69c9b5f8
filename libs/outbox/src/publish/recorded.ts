import { sql, type Transaction } from 'kysely';
import type { OutboxTables } from '../tables.ts';

export const OUTBOX_CHANNEL = 'mesh_outbox';
/** Listeners in this process, for single-session databases, which have no session left to listen with. */
const listeners = new Set<() => void>();

export function onRecorded(listener: () => void): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => void listeners.delete(listener) };
}

/** Wakes the relays; those of other processes once `trx` has committed. */
export async function tellRecorded(trx: Transaction<OutboxTables>): Promise<void> {
  await sql`select pg_notify(${OUTBOX_CHANNEL}, '')`.execute(trx);
  for (const listener of listeners) listener();
}
