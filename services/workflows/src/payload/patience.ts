import { MeshError } from '@mesh/contracts/mesh-error';
import { retry } from '@mesh/runtime/retry';
import type { Reading } from './payloads.ts';

const patience = { passes: isAway, firstMs: 200, longestMs: 5_000 };

/** Retries `work` while bucket or keys are away, until `signal` aborts. `onAway` is called with each failure. */
export async function whileAway<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  onAway?: (error: unknown) => void,
): Promise<T> {
  signal.throwIfAborted();
  return retry(work, signal, { ...patience, onPause: onAway });
}

/** Wraps `payloads` so that reads wait in the same way. */
export function patientReading(payloads: Reading, signal: AbortSignal): Reading {
  return { value: (owner, reference) => whileAway(signal, () => payloads.value(owner, reference)) };
}

function isAway(error: unknown): boolean {
  return error instanceof MeshError && (error.code === 'unavailable' || error.code === 'deadline-exceeded');
}
