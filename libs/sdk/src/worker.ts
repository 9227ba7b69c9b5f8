import { doTask } from './worker/do-task.ts';
import type { Queues } from './worker/lease.ts';
import { patiently } from './worker/patiently.ts';
import type { Work } from './worker/task.ts';

export type WorkerOptions = {
  /** How many tasks are done side by side. One by default. */
  readonly concurrency?: number | undefined;
  /** No more tasks are taken once it aborts; those under way are done to their end. */
  readonly signal?: AbortSignal | undefined;
  /** Who works, for people to read. */
  readonly name?: string | undefined;
  /** Told each time that the mesh, or the way to it, is away, and is asked again. By default the first one is a warning. */
  readonly onAway?: ((error: unknown) => void) | undefined;
};

const WAIT_MS = 20_000;

/**
 * Does the tasks of a queue, until `signal` aborts: takes them, keeps them by heartbeats, tells what `work` returns or throws.
 * The mesh being away is waited for. Throws what it refuses, such as a key without the scope `tasks:work`.
 */
export async function worker(
  { workflows: queues }: { readonly workflows: Queues },
  queue: string,
  work: Work,
  {
    concurrency = 1,
    signal = new AbortController().signal,
    name = 'worker',
    onAway = warnOnce(queue),
  }: WorkerOptions = {},
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const begin = (doing: Promise<void>) => {
    const one = doing.finally(() => underWay.delete(one));
    underWay.add(one);
  };
  while (!signal.aborted) {
    const free = concurrency - underWay.size;
    if (free <= 0) {
      await Promise.race(underWay);
      continue;
    }
    const body = { max: Math.min(free, 100), waitMs: WAIT_MS, worker: name };
    const taking = patiently(() => queues.takeTasks({ params: { queue }, body }, { signal }), signal, onAway);
    const { tasks } = await taking.catch((error: unknown) => {
      if (signal.aborted) return { tasks: [] };
      throw error;
    });
    for (const task of tasks) begin(doTask(queues, task, work));
  }
  await Promise.all(underWay);
}

function warnOnce(queue: string): (error: unknown) => void {
  let isTold = false;
  return (error) => {
    if (isTold) return;
    isTold = true;
    process.emitWarning(`no tasks come from the queue ${queue}: the mesh cannot be reached (${reasonOf(error)})`);
  };
}

/** What `fetch` throws says why in its cause alone. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return String(cause ?? error);
}
