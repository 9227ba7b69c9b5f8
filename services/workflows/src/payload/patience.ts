import { setTimeout as sleep } from 'node:timers/promises';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Reading } from './whole.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Does `work` for what can wait: while bucket or keys are away it goes on waiting, until `signal` aborts. `onAway` is told
 * of each failure.
 */
export async function whileAway<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  onAway: (error: MeshError) => void = () => {},
): Promise<T> {
  signal.throwIfAborted();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      onAway(error);
      await sleep(pause, undefined, { signal });
    }
  }
}

/** Reads so. */
export function patientReading(payloads: Reading, signal: AbortSignal): Reading {
  return { value: (owner, reference) => whileAway(signal, () => payloads.value(owner, reference)) };
}

function isAway(error: unknown): error is MeshError {
  return error instanceof MeshError && (error.code === 'unavailable' || error.code === 'deadline-exceeded');
}
