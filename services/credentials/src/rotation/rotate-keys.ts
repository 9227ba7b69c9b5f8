import { startLoop } from '@mesh/runtime/loop';
import { pauseFor } from '@mesh/runtime/pause-for';
import { keysByRoot } from '../crypto/key-store.ts';
import type { KeyRotationRow } from '../db/schema.ts';
import { resealEnvelopes } from './reseal-envelopes.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import type { Rotating } from './rotating.ts';
import { claimRotation, endRotation, releaseRotation } from './rotation-store.ts';
import { envelopesByKey } from './sealed-store.ts';
import { retireKeys } from './workspace-key-store.ts';

const POLL_MS = 500;

/**
 * Carries out requested rotations, until disposed. One process works on one rotation at a time, under a lease of 3 s; its
 * progress is committed batch by batch, so that the next process continues from there.
 */
export function rotateKeys(needs: Rotating): AsyncDisposable {
  const log = needs.log.child({ part: 'rotation' });
  return startLoop('key rotation', (signal) => run({ ...needs, log }, signal), log);
}

async function run(needs: Rotating, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const rotation = await needs.db.asSystem(claimRotation);
    if (!rotation) await pauseFor(POLL_MS, signal);
    else {
      await (rotation.scope === 'root' ? rotateRoot : rotateWorkspace)(needs, rotation, signal);
      if (signal.aborted) await needs.db.asSystem((trx) => releaseRotation(trx, rotation.id));
    }
  }
}

async function rotateRoot(needs: Rotating, rotation: KeyRotationRow, signal: AbortSignal): Promise<void> {
  const unreadable = await rewrapKeys(needs, rotation, signal);
  if (signal.aborted) return;
  const left = [...(await needs.db.asSystem(keysByRoot)).keys()].filter((kid) => kid !== rotation.target);
  await settle(needs, rotation, { left: left.length, unreadable });
}

async function rotateWorkspace(needs: Rotating, rotation: KeyRotationRow, signal: AbortSignal): Promise<void> {
  const unreadable = await resealEnvelopes(needs, rotation, signal);
  if (signal.aborted) return;
  const left = await needs.db.inWorkspace(rotation.workspaceId, async (trx) => {
    const retired = await retireKeys(trx);
    if (retired.length > 0) needs.log.info({ workspaceId: rotation.workspaceId, retired }, 'keys retired');
    return [...(await envelopesByKey(trx))].filter(
      ([version, count]) => version < Number(rotation.target) && count > 0,
    );
  });
  needs.keys.forget(rotation.workspaceId);
  await settle(needs, rotation, { left: left.length, unreadable });
}

/**
 * Whatever was encrypted under an old key meanwhile is left for the next turn, after the lease; what does not decrypt, for a
 * person.
 */
async function settle(
  { db, log }: Rotating,
  { id, scope, target }: KeyRotationRow,
  { left, unreadable }: { left: number; unreadable: number },
): Promise<void> {
  if (left > 0 && unreadable === 0) return;
  const status = left > 0 ? 'incomplete' : 'completed';
  await db.asSystem((trx) => endRotation(trx, id, status));
  log[status === 'completed' ? 'info' : 'error']({ id, scope, target, unreadable }, `a key rotation is ${status}`);
}
