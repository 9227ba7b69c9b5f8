import { setTimeout as sleep } from 'node:timers/promises';
import { pauseAfter } from '../pause.ts';
import { ProblemError } from '../problem-error.ts';
import { isCut } from '../send.ts';

/** Whether the mesh, or the way to it, is away for a while, and would answer the same question later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return error.status === 429 || error.status >= 500;
  return isCut(error) || (error instanceof DOMException && error.name === 'TimeoutError');
}

/**
 * Asks until the mesh answers, with pauses that grow, until `signal` aborts; `onAway` is told each time that it does not. Throws a
 * refusal.
 */
export async function patiently<T>(
  asking: () => Promise<T>,
  signal: AbortSignal,
  onAway: (error: unknown) => void = () => {},
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await asking();
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      onAway(error);
      await sleep(pauseAfter(attempt, null, Math.random(), Date.now()), undefined, { signal });
    }
  }
}
