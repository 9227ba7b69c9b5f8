import type { Log } from './log.ts';
import { pauseFor } from './pause-for.ts';

const SHORTEST_MS = 100;
const LONGEST_MS = 10_000;

/**
 * Runs `work` until disposed, which waits for what is under way. When it fails or returns, it runs again after a jittered pause
 * that grows from 0.1 s to 10 s with each failure in a row.
 */
export function startLoop(name: string, work: (signal: AbortSignal) => Promise<void>, log: Log): AsyncDisposable {
  const stop = new AbortController();
  const loop = supervise(work, stop.signal, (error, pauseMs) =>
    log.error({ err: error, loop: name, pauseMs }, 'a loop failed and will run again'),
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
    },
  };
}

/** Repeats `work`, `ms` after each end, until `signal` aborts. */
export async function every(ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await pauseFor(ms, signal);
  }
}

/** Never rejects. */
async function supervise(
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  onFailed: (error: unknown, pauseMs: number) => void,
): Promise<void> {
  let pause = SHORTEST_MS;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      await work(signal);
    } catch (error) {
      if (signal.aborted) return;
      onFailed(error, pause);
    }
    if (performance.now() - began > LONGEST_MS) pause = SHORTEST_MS;
    await pauseFor(pause * (0.5 + Math.random()), signal);
    pause = Math.min(pause * 2, LONGEST_MS);
  }
}
