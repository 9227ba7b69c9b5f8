import { parentPort, workerData } from 'node:worker_threads';

/** The whole of a thread's script: answers once with what `work` makes of what the thread was sent. */
export function answer<S, A>(work: (sent: S) => A): void {
  parentPort?.postMessage(work(workerData as S));
}
