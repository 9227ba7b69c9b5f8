import type { Log } from '@mesh/runtime/log';
import { keyVersionOf, openEnvelope, sealEnvelope } from '../crypto/envelope.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import type { KeyRotationRow } from '../db/schema.ts';
import type { Rotating } from './rotating.ts';
import { keepProgress } from './rotation-store.ts';
import { replaceEnvelopes, type SealedRow, type SealedTable, sealedElsewhere, sealedTables } from './sealed-store.ts';

const BATCH = 100;

/**
 * Encrypts all envelopes of a workspace with its newest key. Returns the number of those that do not decrypt and stay as they
 * are.
 */
export async function resealEnvelopes(needs: Rotating, rotation: KeyRotationRow, signal: AbortSignal): Promise<number> {
  needs.keys.forget(rotation.workspaceId);
  let unreadable = 0;
  for (const table of sealedTables) unreadable += await resealTable(needs, rotation, table, signal);
  return unreadable;
}

async function resealTable(
  { db, keys: ring, log }: Rotating,
  { id, workspaceId, target }: KeyRotationRow,
  table: SealedTable,
  signal: AbortSignal,
): Promise<number> {
  let after: SealedRow | undefined;
  let unreadable = 0;
  while (!signal.aborted) {
    const keys = await ring.of(workspaceId);
    const { last, moved } = await db.inWorkspace(workspaceId, async (trx) => {
      const rows = await sealedElsewhere(trx, table, { target: Number(target), after, limit: BATCH });
      const changes = rows.flatMap((row) => {
        const envelope = resealed(keys, { ...row, workspaceId, field: table.field }, log);
        if (!envelope) unreadable += 1;
        return envelope ? [{ row, envelope }] : [];
      });
      return { last: rows.at(-1), moved: changes.length > 0 ? await replaceEnvelopes(trx, table, changes) : 0 };
    });
    await db.asSystem((trx) => keepProgress(trx, id, moved));
    if (!last) break;
    after = last;
  }
  return unreadable;
}

function resealed(
  keys: WorkspaceKeys,
  { envelope, ...place }: SealedRow & { workspaceId: string; field: string },
  log: Log,
): Buffer | undefined {
  try {
    const plain = openEnvelope(keys.version(keyVersionOf(envelope)), place, envelope);
    const sealed = sealEnvelope(keys.current, place, plain);
    plain.fill(0);
    return sealed;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    log.error({ err: error, ...place }, 'an envelope does not open and stays as it is');
    return undefined;
  }
}
