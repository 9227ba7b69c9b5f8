import type { Database } from '@mesh/database/database';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Schema } from '../db/schema.ts';
import type { Worker } from '../worker/worker.ts';
import { findExecution } from './execution-store.ts';

/** How often an execution is looked at whose end may not be told here. */
const LOOK_MS = 500;

type Needs = { readonly db: Database<Schema>; readonly worker: Worker; readonly workspaceId: string };

/** Resolves when the execution has ended, after `ms`, or when `signal` aborts, whichever comes first. */
export async function awaitEnd(
  { db, worker, workspaceId }: Needs,
  executionId: string,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const heard = new AbortController();
  const over = AbortSignal.any([signal, heard.signal, AbortSignal.timeout(ms)]);
  while (!over.aborted) {
    using _watch = worker.engineNow?.watch(executionId, () => heard.abort());
    await pauseFor(LOOK_MS, over);
    if (over.aborted) return;
    if (worker.engineNow?.holds(executionId)) continue; // it tells its end
    const row = await db.inWorkspace(workspaceId, (trx) => findExecution(trx, executionId));
    if (!row || row.endedAt !== null) return;
  }
}
