import { setTimeout as sleep } from 'node:timers/promises';

type Patience = {
  /** Whether what `work` has thrown is something that passes. */
  readonly passes: (error: unknown) => boolean;
  /** The first pause. Each is twice as long as the one before, up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** No pause reaches further than so long after the first failure. For ever by default. */
  readonly forMs?: number;
  /** Told before each pause what has failed. */
  readonly onPause?: ((error: unknown) => void) | undefined;
};

/** Does `work`, and again after a pause while it fails with what passes. Throws what does not pass, or not in time; rejects when `signal` aborts. */
export async function tryAgain<T>(work: () => Promise<T>, signal: AbortSignal, patience: Patience): Promise<T> {
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
