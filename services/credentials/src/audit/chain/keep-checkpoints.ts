import { auditCheckpointed } from '@mesh/contracts/credentials-events';
import { record } from '@mesh/outbox/record';
import { every, startLoop } from '@mesh/runtime/loop';
import { auditHead } from '../audit-store.ts';
import type { Audited } from '../audited.ts';
import type { CheckpointBucket } from './checkpoint-bucket.ts';
import { signNote } from './signed-note.ts';
import { keepCheckpoint, noteStored, unstoredCheckpoints, workspacesToCheckpoint } from './witness-store.ts';

const LOOK_MS = 2_000;
const OLDER_MS = 60_000;
const ROWS = 1_000;

export type Witnessed = Audited & { readonly bucket: CheckpointBucket | undefined };

/**
 * Signs the head of each chain that has grown, every 1,000 rows or 60 s, publishes it and stores it in the bucket, until
 * disposed.
 */
export function keepCheckpoints(needs: Witnessed): AsyncDisposable {
  const log = needs.log.child({ part: 'audit' });
  const { bucket } = needs;
  const due = { rows: ROWS, olderMs: OLDER_MS };
  const loops = new AsyncDisposableStack();
  const keep = (name: string, work: () => Promise<void>) =>
    loops.use(startLoop(name, (signal) => every(LOOK_MS, signal, work), log));
  keep('audit checkpoints', () => tellHeads(needs, due));
  if (bucket) keep('audit bucket', () => storeNotes(needs, bucket));
  return loops;
}

/** Replicas may do this concurrently: the later head wins. */
export async function tellHeads(needs: Audited, due: { rows: number; olderMs: number }): Promise<void> {
  const { db, keys } = needs;
  for (const workspaceId of await db.asSystem((trx) => workspacesToCheckpoint(trx, due))) {
    const { audit } = await keys.of(workspaceId);
    await db.inWorkspace(workspaceId, async (trx) => {
      const head = await auditHead(trx);
      if (!head) return;
      const seq = Number(head.seq);
      const note = signNote(audit, { kind: 'checkpoint', workspaceId, seq, hash: head.hash }, new Date());
      if (!(await keepCheckpoint(trx, { workspaceId, seq, note }))) return;
      await record(trx, auditCheckpointed, { workspaceId, subject: workspaceId, data: { seq, note } });
    });
  }
}

export async function storeNotes({ db }: Audited, bucket: CheckpointBucket): Promise<void> {
  for (const { workspaceId, seq, note } of await db.asSystem(unstoredCheckpoints)) {
    await bucket.put(workspaceId, seq, note);
    await db.asSystem((trx) => noteStored(trx, { workspaceId, seq }));
  }
}
