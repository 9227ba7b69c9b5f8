import type { CallContext } from '@mesh/bus/handler';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import type { KeyRing } from '../crypto/key-ring.ts';
import { RolledBack, Unreadable } from '../crypto/unreadable.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import type { Schema, Trx } from '../db/schema.ts';
import type { Entry } from './entry.ts';
import { inAuditedTransaction, type NewEntry } from './in-audited-transaction.ts';
import { withKeys } from './with-keys.ts';

export type Audited = { readonly db: Database<Schema>; readonly keys: KeyRing; readonly log: Log };
/** An act to audit. The work may add what it finds out. */
export type Act = {
  action: string;
  resource: { type: 'credential' | 'audit' | 'key' | 'workspace'; id: string };
  details?: Record<string, unknown>;
};

/** An act on one credential, or on all (`*`). */
export function credentialAct(action: `credential.${string}`, id: string, details?: Act['details']): Act {
  return { action, resource: { type: 'credential', id }, ...(details && { details }) };
}

/**
 * Decides in one transaction with its audit row. If `work` throws, its changes are rolled back and the refusal gets a row of its
 * own. If a row cannot be written within 2 s, throws `audit-unavailable`, and no answer leaves. `work` may be repeated in a new
 * transaction if the workspace's keys have changed meanwhile.
 */
export async function audited<T>(
  needs: Audited,
  context: CallContext,
  act: Act,
  work: (trx: Trx, keys: WorkspaceKeys) => Promise<T>,
): Promise<T> {
  const { workspaceId } = context;
  try {
    return await withKeys(needs.keys, workspaceId, (keys) =>
      inAuditedTransaction(needs.db, workspaceId, async (trx, append) => {
        const answer = await work(trx, keys);
        await append(keys.audit, [entryFor(context, act, 'allowed')]);
        return answer;
      }),
    );
  } catch (error) {
    const refusal = error instanceof Unreadable ? unreadable(needs.log, act, error) : error;
    if (!(refusal instanceof MeshError) || /unavailable$/.test(refusal.code)) throw refusal;
    await refused(needs, context, act, refusal);
    throw refusal;
  }
}

async function refused(needs: Audited, context: CallContext, act: Act, refusal: MeshError): Promise<void> {
  const { audit } = await needs.keys.of(context.workspaceId);
  await inAuditedTransaction(needs.db, context.workspaceId, (_, append) =>
    append(audit, [refusalEntry(context, act, refusal)]),
  );
}

export function entryFor({ principal, requestId }: CallContext, act: Act, outcome: Entry['outcome']): NewEntry {
  const actor = { id: principal.id, type: principal.type };
  return { details: {}, ...act, actor, requestId: requestId.toWellFormed(), outcome }; // hashed as it is stored
}

export function refusalEntry(context: CallContext, act: Act, { code, cause }: MeshError): NewEntry {
  const outcome = cause instanceof Unreadable ? 'failed' : 'denied';
  return entryFor(context, { ...act, details: { ...act.details, code } }, outcome);
}

export function unreadable(log: Log, act: Act, cause: Unreadable): MeshError {
  const fields = { err: cause, act: act.action, resource: act.resource, security: true };
  if (cause instanceof RolledBack) {
    log.error(fields, 'an older version of a credential lies in the place of its newest');
    return new MeshError('version-rollback', 'an older version lies in the place of this one; store its data again', {
      cause,
    });
  }
  log.error(fields, 'a sealed credential does not open: it was changed');
  return new MeshError('credential-unreadable', 'this credential cannot be opened; store it again', { cause });
}
