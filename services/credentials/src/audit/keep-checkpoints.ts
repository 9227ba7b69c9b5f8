import { setTimeout as sleep } from 'node:timers/promises';
import { auditCheckpointed } from '@mesh/contracts/credentials-events';
import { record } from '@mesh/outbox/record';
import { supervise } from '@mesh/runtime/supervise';
import { auditHead } from './audit-store.ts';
import type { Audited } from './audited.ts';
import type { CheckpointBucket } from './checkpoint-bucket.ts';
import { signNote } from './signed-note.ts';
import { keepCheckpoint, noteStored, unstoredCheckpoints, workspacesToCheckpoint } from './witness-store.ts';

const LOOK_MS = 2_000;
const OLDER_MS = 60_000;
const ROWS = 1_000;

export type Witnessed = Audited & { readonly bucket: CheckpointBucket | undefined };

/** Signs the head of each chain that has grown, every 1,000 rows or 60 s, tells it and lays it into the bucket. Until disposed. */
export function keepCheckpoints(needs: Witnessed): AsyncDisposable {
  const stop = new AbortController();
  const log = needs.log.child({ part: 'audit' });
  const context = { signal: stop.signal, log };
  const { bucket } = needs;
  const loops = [
    supervise(
      'audit checkpoints',
      (signal) => every(signal, () => tellHeads(needs, { rows: ROWS, olderMs: OLDER_MS })),
      context,
    ),
    ...(bucket ? [supervise('audit bucket', (signal) => every(signal, () => storeNotes(needs, bucket)), context)] : []),
  ];
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

/** Replicas may do it side by side: the later head stays. */
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

async function every(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}
