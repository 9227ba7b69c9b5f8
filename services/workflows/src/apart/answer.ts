import { parentPort, workerData } from 'node:worker_threads';

/** What a thread is for: it answers once with what it makes of what it was sent. */
export function answer<S, A>(work: (sent: S) => A): void {
  parentPort?.postMessage(work(workerData as S));
}
