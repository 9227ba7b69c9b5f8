import type { KeyObject } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema, Trx } from '../db/schema.ts';
import { appendAudit } from './audit-store.ts';
import { AUDIT_MS, auditUnavailable } from './audit-unavailable.ts';
import type { Entry } from './entry.ts';
import { sendIn } from './send-in.ts';

export type NewEntry = Omit<Entry, 'at' | 'id'>;
/** Writes the rows of the decisions; call it last. */
export type Append = (key: KeyObject, entries: readonly NewEntry[]) => Promise<void>;

/** A transaction that ends with its audit rows. Throws `audit-unavailable` if they are not committed within 2 s. */
export async function inAuditedTransaction<T>(
  db: Database<Schema>,
  workspaceId: string,
  work: (trx: Trx, append: Append) => Promise<T>,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const deciding = db.inWorkspace(workspaceId, (trx) =>
    work(trx, async (key, entries) => {
      timer = setTimeout(() => late.reject(new Error(`no audit row within ${AUDIT_MS} ms`)), AUDIT_MS);
      await sql`select set_config('statement_timeout', ${String(AUDIT_MS)}, true)`.execute(trx);
      await appendAudit(sendIn(trx), { workspaceId, key, entries: named(entries) });
    }),
  );
  try {
    return await Promise.race([deciding, late.promise]);
  } catch (error) {
    if (timer === undefined) throw error;
    throw auditUnavailable(error);
  } finally {
    clearTimeout(timer);
  }
}

export function named(entries: readonly NewEntry[]): Omit<Entry, 'at'>[] {
  return entries.map((entry) => ({ ...entry, id: newId('aud') }));
}
