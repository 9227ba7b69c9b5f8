import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, ask, Problem, type Sent } from './ask.ts';
import type { Mesh } from './mesh.ts';

const PATIENCE_MS = 120_000;
const PAUSE_MS = 250;
/** Minimum of attempts, since the machine may have stalled for all of the time. */
const FEWEST_TIMES = 20;

/**
 * Retries like a good client until there is an answer: after a lost connection, and after temporary refusals (408, 409 while the
 * first request with the key is under way, 429, 5xx). Requests other than GET need an `Idempotency-Key`.
 */
export async function patiently<T>(mesh: Mesh, method: string, path: string, sent?: Sent): Promise<Answer<T>> {
  const until = performance.now() + PATIENCE_MS;
  for (let times = 1; ; times++, await sleep(PAUSE_MS)) {
    try {
      return await ask<T>(mesh, method, path, sent);
    } catch (error) {
      if (!mayPass(error) || (times >= FEWEST_TIMES && performance.now() > until)) throw error;
    }
  }
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof Problem)) return true; // no answer at all
  return (
    error.status >= 500 || error.status === 408 || error.status === 429 || error.code === 'idempotency-in-progress'
  );
}
