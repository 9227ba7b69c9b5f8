import { once } from 'node:events';
import { constrainedMemory } from 'node:process';
import { Worker } from 'node:worker_threads';
import { unavailable } from '@mesh/contracts/unavailable';
import { FairSemaphore } from '@mesh/runtime/fair-semaphore';

/** What the largest known YAML document takes (GitHub's, 9 MiB), or half of this process's memory where that is less. */
const MOST_MEMORY_MB = Math.floor(Math.min(768, (constrainedMemory() || Number.POSITIVE_INFINITY) / 2 / 1_024 ** 2));
const MOST_MS = 45_000;
const MOST_WAITING = 64;

/** From this many characters or bytes on, reading a document blocks the event loop for too long. */
export const LARGE = 128 * 1_024;

/** Whose work it is, and until when somebody waits for it. */
export type Waiter = { readonly workspaceId: string; readonly signal: AbortSignal };
/** What a script (`answer.ts`) makes of what it is sent; undefined where it took too much time or memory. */
export type RunInThread = <A>(script: URL, sent: unknown, waiter: Waiter) => Promise<A | undefined>;

/**
 * Runs work that would block the event loop in a thread of its own. One thread at a time, so that it never takes more than one core;
 * workspaces take turns. Throws `unavailable` where too much waits already.
 */
export function oneThread({ mostMs = MOST_MS } = {}): RunInThread {
  const semaphore = new FairSemaphore({ atOnce: 1, ofEach: 0, mostWaiting: MOST_WAITING });
  const refusal = () => unavailable('too many large documents wait to be read; try again');
  return (script, sent, { workspaceId, signal }) =>
    semaphore.run(workspaceId, () => inThread(script, sent, { signal, mostMs }), refusal);
}

type Limits = Pick<Waiter, 'signal'> & { readonly mostMs: number };

async function inThread<A>(script: URL, sent: unknown, { signal, mostMs }: Limits): Promise<A | undefined> {
  signal.throwIfAborted();
  const thread = new Worker(script, {
    workerData: sent,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
  try {
    const [answer] = (await once(thread, 'message', { signal: limit })) as [A];
    return answer;
  } catch (error) {
    if (!isExhausted(error) && !(limit.aborted && !signal.aborted)) throw error;
    return undefined;
  } finally {
    await thread.terminate();
  }
}

function isExhausted(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
