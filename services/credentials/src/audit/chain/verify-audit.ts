import type { HandlerOf } from '@mesh/bus/handler';
import type * as audit from '@mesh/contracts/audit';
import { auditHead } from '../audit-store.ts';
import { GENESIS } from '../entry.ts';
import type { Witnessed } from './keep-checkpoints.ts';
import { openNote } from './signed-note.ts';
import { walkChain } from './walk-chain.ts';
import { findAnchor, findCheckpoint } from './witness-store.ts';

/** Verifies the chain from its beginning to its head, and against the last signed checkpoint. */
export function verifyAudit(needs: Witnessed): HandlerOf<typeof audit.verifyAudit> {
  const { db, keys } = needs;
  return async (_, { workspaceId, signal }) => {
    const { audit: key } = await keys.of(workspaceId);
    const checkpoint = await lastCheckpoint(needs, workspaceId);
    const [anchor, head] = await db.inWorkspace(workspaceId, async (trx) => [
      await findAnchor(trx),
      await auditHead(trx),
    ]);
    const signed = checkpoint && openNote(key, { kind: 'checkpoint', workspaceId }, checkpoint.note);
    const from =
      anchor === undefined ? { seq: 0, hash: GENESIS } : openNote(key, { kind: 'anchor', workspaceId }, anchor);
    if (!from || (checkpoint && !signed)) return { valid: false, checked: 0, firstBroken: 1 };
    const known = [...(head ? [{ seq: Number(head.seq), hash: head.hash }] : []), ...(signed ? [signed] : [])];
    const end = await walkChain(db, {
      workspaceId,
      key,
      from,
      known: known.filter(({ seq }) => seq > from.seq),
      signal,
    });
    const found = { valid: !end.broken, checked: end.seq - from.seq };
    return {
      ...found,
      ...(end.broken ? { firstBroken: end.seq + 1 } : {}),
      ...(signed && checkpoint ? { checkpoint: { seq: signed.seq, from: checkpoint.from } } : {}),
    };
  };
}

/**
 * Reads the checkpoint from the bucket if there is one, since whoever changed the rows may have changed the database's copy too.
 */
async function lastCheckpoint({ db, bucket }: Witnessed, workspaceId: string) {
  const own = await db.inWorkspace(workspaceId, findCheckpoint);
  const stored = await bucket?.latest(workspaceId);
  if (stored !== undefined) return { note: stored, from: 'bucket' as const };
  return own && { note: own.note, from: 'database' as const };
}
