import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Points } from '@mesh/testing/points/points';
import type { EveryPort, Ran } from './every-port.ts';
import { refusedFor } from './keyed.ts';

const MET_WITHIN_MS = 3_000;
/** What is held back may hold back the answer to the start, or to the cancellation. */
const ANSWER_WITHIN_MS = 1_000;

export type Cancelled = {
  readonly one: Ran;
  /** Whether somebody came to the point while the execution went on. */
  readonly isMet: boolean;
  /** From when all went on to when the execution was over. */
  readonly tookMs: number;
};

/** Starts an execution, holds back what crosses at the point, cancels it meanwhile and lets all go on. */
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

/** Resolves then or a little later, whatever comes of it. */
const within = (work: Promise<unknown>) => Promise.race([work, sleep(ANSWER_WITHIN_MS)]);
