import type { CallContext } from '@mesh/bus/serve';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { sql, type Transaction } from 'kysely';
import type { KeyRing, WorkspaceKeys } from '../crypto/key-ring.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { Schema } from '../db/schema.ts';
import { appendAudit } from './audit-store.ts';
import type { Entry } from './entry.ts';

export const AUDIT_MS = 2_000;

export type Audited = { readonly db: Database<Schema>; readonly keys: KeyRing; readonly log: Log };
/** Something that is decided. The work may complete it with what it learns. */
export type Act = {
  action: string;
  resource: { type: 'credential' | 'audit'; id: string };
  details?: Record<string, unknown>;
};

/**
 * Decides in one transaction with its audit row. When `work` throws, nothing it did stays and the refusal has a row of its
 * own. When a row cannot be written within 2 s, the answer is `audit-unavailable` and nothing leaves.
 */
export async function audited<T>(
  needs: Audited,
  context: CallContext,
  act: Act,
  work: (trx: Transaction<Schema>, keys: WorkspaceKeys) => Promise<T>,
): Promise<T> {
  try {
    const keys = await needs.keys.of(context.workspaceId);
    return await recorded(needs, context, act, 'allowed', (trx) => work(trx, keys));
  } catch (error) {
    const refusal = error instanceof Unreadable ? unreadable(needs.log, act, error) : error;
    if (!(refusal instanceof MeshError) || /unavailable$/.test(refusal.code)) throw refusal;
    await refused(needs, context, act, refusal);
    throw refusal;
  }
}

/** Writes the row of a refusal that was found outside of `audited`. */
export async function refused(needs: Audited, context: CallContext, act: Act, refusal: MeshError): Promise<void> {
  const outcome = refusal.code === 'credential-unreadable' ? 'failed' : 'denied';
  const told = { ...act, details: { ...act.details, code: refusal.code } };
  await recorded(needs, context, told, outcome, async () => {});
}

async function recorded<T>(
  { db, keys }: Audited,
  { principal, requestId, workspaceId }: CallContext,
  act: Act,
  outcome: Entry['outcome'],
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const deciding = db.inWorkspace(workspaceId, async (trx) => {
    const answer = await work(trx);
    timer = setTimeout(() => late.reject(new Error(`no audit row within ${AUDIT_MS} ms`)), AUDIT_MS);
    await sql`select set_config('statement_timeout', ${String(AUDIT_MS)}, true)`.execute(trx);
    const actor = { id: principal.id, type: principal.type };
    const entry = { id: newId('aud'), actor, requestId, outcome, details: {}, ...act };
    await appendAudit(trx, { workspaceId, key: (await keys.of(workspaceId)).audit, entry });
    return answer;
  });
  try {
    return await Promise.race([deciding, late.promise]);
  } catch (error) {
    if (timer === undefined) throw error;
    throw new MeshError('audit-unavailable', 'the audit row could not be written, so nothing was done; try again', {
      cause: error,
      retryAfterSeconds: 2,
    });
  } finally {
    clearTimeout(timer);
  }
}

function unreadable(log: Log, act: Act, cause: Error): MeshError {
  log.error(
    { err: cause, act: act.action, resource: act.resource },
    'a sealed credential does not open: it was changed',
  );
  return new MeshError('credential-unreadable', 'this credential cannot be opened; store it again', { cause });
}
