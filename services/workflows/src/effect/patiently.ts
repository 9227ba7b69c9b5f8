import { MeshError } from '@mesh/contracts/mesh-error';
import { retry } from '@mesh/runtime/retry';

/** A minute from when it is noticed. */
const patience = { passes: isAway, firstMs: 100, longestMs: 2_000, forMs: 60_000 };

/** A part of the mesh that is away, or dies in the middle, makes a task wait, not fail: `work` is tried again under its key. */
export function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return retry(work, signal, patience);
}

function isAway(error: unknown): boolean {
  return error instanceof MeshError && (error.code === 'unavailable' || error.code === 'audit-unavailable');
}
