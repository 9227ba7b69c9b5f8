import { setTimeout as sleep } from 'node:timers/promises';

type Patience = {
  /** Whether an error is a passing one, such as a service that is away. */
  readonly passes: (error: unknown) => boolean;
  /** The first pause. Each is twice as long as the one before, up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Gives up if a pause would end later than this after the first failure. Never by default. */
  readonly forMs?: number;
  /** Called with the error before each pause. */
  readonly onPause?: ((error: unknown) => void) | undefined;
};

/**
 * Does `work` until it succeeds, with growing pauses. Throws an error that does not pass, or not in time; rejects when `signal` aborts.
 */
export async function retry<T>(work: () => Promise<T>, signal: AbortSignal, patience: Patience): Promise<T> {
  const { passes, firstMs, longestMs, forMs = Number.POSITIVE_INFINITY, onPause } = patience;
  let until: number | undefined;
  for (let pause = firstMs; ; pause = Math.min(pause * 2, longestMs)) {
    try {
      return await work();
    } catch (error) {
      until ??= performance.now() + forMs;
      if (!passes(error) || signal.aborted || performance.now() + pause > until) throw error;
      onPause?.(error);
    }
    await sleep(pause, undefined, { signal });
  }
}
