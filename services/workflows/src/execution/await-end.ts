import { pauseFor } from '@mesh/runtime/pause-for';
import type { Worker } from '../worker/worker.ts';

/** Polling interval for an execution that may end in another process. */
const LOOK_MS = 500;

/** Resolves when the execution has ended, after `ms`, or when `signal` aborts, whichever comes first. */
export async function awaitEnd(
  worker: Pick<Worker, 'engineNow' | 'goesOn'>,
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
    if (worker.engineNow?.holds(executionId)) continue; // its engine reports the end
    if (!(await worker.goesOn(executionId))) return;
  }
}
