import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';

const SHORTEST_MS = 100;
const LONGEST_MS = 10_000;

/**
 * Runs `work` until `signal` aborts. When it fails or returns, waits a while (longer each time in a row, 0.1 s to 10 s,
 * jittered) and runs it again. Resolves once the work under way has ended; never rejects.
 */
export async function supervise(
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
  { signal, log }: { signal: AbortSignal; log: Log },
): Promise<void> {
  let pause = SHORTEST_MS;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      await work(signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, loop: name, pauseMs: pause }, 'a loop failed and will run again');
    }
    if (performance.now() - began > LONGEST_MS) pause = SHORTEST_MS;
    await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
    pause = Math.min(pause * 2, LONGEST_MS);
  }
}
