import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const MOST_MEMORY_MB = 1_536;
const MOST_MS = 45_000;

/** What a script (`answer.ts`) makes of what it is sent; undefined where that takes it too much time or memory. */
export type Apart = <A>(script: URL, sent: unknown, signal: AbortSignal) => Promise<A | undefined>;

/** Does work that would hold up this process in a thread for each, one at a time, so that much of it takes no more than one core. */
export function oneThread(): Apart {
  let before: Promise<unknown> = Promise.resolve();
  return <A>(script: URL, sent: unknown, signal: AbortSignal) => {
    const mine = before.then(() => inThread<A>(script, sent, signal));
    before = mine.catch(() => {});
    return mine;
  };
}

async function inThread<A>(script: URL, sent: unknown, signal: AbortSignal): Promise<A | undefined> {
  signal.throwIfAborted();
  const thread = new Worker(script, {
    workerData: sent,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
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
