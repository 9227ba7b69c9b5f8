import { doTask } from './worker/do-task.ts';
import type { Queues } from './worker/lease.ts';
import { patiently } from './worker/patiently.ts';
import type { Work } from './worker/task.ts';

export type WorkerOptions = {
  /** How many tasks are worked on at once. One by default. */
  readonly concurrency?: number | undefined;
  /** When it aborts, no more tasks are taken; those under way are finished. */
  readonly signal?: AbortSignal | undefined;
  /** The name of the worker, for people. */
  readonly name?: string | undefined;
  /** Called each time that the mesh cannot be reached, before the next attempt. By default the first one prints a warning. */
  readonly onAway?: ((error: unknown) => void) | undefined;
};

const WAIT_MS = 20_000;

/**
 * Works on the tasks of a queue until `signal` aborts: takes them, keeps them by heartbeats, and reports what `work` returns or
 * throws. While the mesh is unavailable it waits. Throws refusals, such as that of a key without the scope `tasks:work`.
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

/** The reason of an error of `fetch` is only in its cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return String(cause ?? error);
}
