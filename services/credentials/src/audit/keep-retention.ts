import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import type { Audited } from './audited.ts';
import { openNote, signNote } from './chain/signed-note.ts';
import { walkChain } from './chain/walk-chain.ts';
import { findAnchor, keepAnchor } from './chain/witness-store.ts';
import { GENESIS } from './entry.ts';
import { inAuditedTransaction } from './in-audited-transaction.ts';
import { lastOld, removeOld, workspacesWithOld } from './retention-store.ts';

const LOOK_MS = 3_600_000;
const MOST_AT_ONCE = 20_000;

/** Removes audit rows older than `days`, until disposed. */
export function keepRetention(needs: Audited, days: number): AsyncDisposable {
  const log = needs.log.child({ part: 'audit retention' });
  const look = () => removeOldRows({ ...needs, log }, days);
  return startLoop('audit retention', (signal) => every(LOOK_MS, signal, look), log);
}

export async function removeOldRows(needs: Audited, days: number): Promise<void> {
  for (const workspaceId of await needs.db.asSystem((trx) => workspacesWithOld(trx, days))) {
    while ((await removeSome(needs, workspaceId, days)) === MOST_AT_ONCE);
  }
}

/**
 * Rows are removed only after they were verified: a signed anchor records what they were, and an audit row that they are gone.
 */
async function removeSome({ db, keys, log }: Audited, workspaceId: string, days: number): Promise<number> {
  const { audit: key } = await keys.of(workspaceId);
  const note = await db.inWorkspace(workspaceId, findAnchor);
  const from = note === undefined ? { seq: 0, hash: GENESIS } : openNote(key, { kind: 'anchor', workspaceId }, note);
  if (!from) return brokenRows(log, workspaceId);
  const to = await db.inWorkspace(workspaceId, (trx) => lastOld(trx, { days, after: from.seq, most: MOST_AT_ONCE }));
  if (to === undefined) return 0;
  const end = await walkChain(db, { workspaceId, key, from, to });
  if (end.broken || end.seq !== to) return brokenRows(log, workspaceId);
  return inAuditedTransaction(db, workspaceId, async (trx, append) => {
    const anchor = signNote(key, { kind: 'anchor', workspaceId, seq: to, hash: end.hash }, new Date());
    await keepAnchor(trx, { workspaceId, seq: to, note: anchor });
    const removed = await removeOld(trx, to);
    const actor = { id: 'credentials', type: 'service' };
    const resource = { type: 'audit', id: '*' };
    const details = { upTo: to, removed };
    await append(key, [
      { actor, action: 'audit.remove-old', resource, outcome: 'allowed', requestId: 'retention', details },
    ]);
    return removed;
  });
}

function brokenRows(log: Log, workspaceId: string): number {
  log.error({ workspaceId, security: true }, 'old audit rows are broken and stay for whoever looks into it');
  return 0;
}
