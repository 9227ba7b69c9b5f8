import { setTimeout as sleep } from 'node:timers/promises';
import { pauseAfter } from '../pause.ts';
import { ProblemError } from '../problem-error.ts';
import { isCut } from '../send.ts';

/** Whether the mesh is temporarily unavailable or unreachable, so that the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return error.status === 429 || error.status >= 500;
  return isCut(error) || (error instanceof DOMException && error.name === 'TimeoutError');
}

/**
 * Repeats a request with growing pauses until the mesh answers or `signal` aborts; calls `onAway` each time that it does not.
 * Throws refusals.
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
