import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Points } from '@mesh/testing/points/points';
import type { EveryPort, Ran } from './every-port.ts';
import { refusedFor } from './keyed.ts';

const MET_WITHIN_MS = 3_000;
/** Most time to wait for an answer, since the paused point may delay that of the start or of the cancellation. */
const ANSWER_WITHIN_MS = 1_000;

export type Cancelled = {
  readonly one: Ran;
  /** Whether a process reached the point while the execution was running. */
  readonly isMet: boolean;
  /** The time from the release of the point until the execution had ended. */
  readonly tookMs: number;
};

/** Starts an execution, pauses the process at the point, cancels the execution meanwhile and releases the point. */
export async function cancelAt(point: string, every: EveryPort, points: Points): Promise<Cancelled> {
  const n = randomUUID();
  points.arm({ point, mode: 'pause', at: 1 });
  const starting = every.start(n);
  const signalling = starting.then(() => every.signal(n));
  const isMet = await points.fired(point, MET_WITHIN_MS);
  let cancelling: Promise<void> | undefined;
  const cancel = (id: string) => {
    cancelling ??= every.cancel(id).catch(refusedFor('conflict')); // it had ended by itself
    return cancelling;
  };
  if (isMet) await within(starting.then(cancel));
  points.release(point);
  const began = performance.now();
  const one: Ran = { id: await starting, n, way: 'cancelled', status: 'accepted' };
  await Promise.all([cancel(one.id), signalling]);
  await every.end(one);
  return { one, isMet, tookMs: performance.now() - began };
}

/** Waits for the work, but not for long. Rejects if it fails meanwhile. */
const within = (work: Promise<unknown>) => Promise.race([work, sleep(ANSWER_WITHIN_MS)]);
