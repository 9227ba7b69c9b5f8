import { MeshError } from '@mesh/contracts/mesh-error';
import { retry } from '@mesh/runtime/retry';

/** For a minute after the first failure. */
const patience = { passes: isAway, firstMs: 100, longestMs: 2_000, forMs: 60_000 };

/** Retries `work`, under its key, while a service of the mesh is away: then a task waits instead of failing. */
export function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return retry(work, signal, patience);
}

function isAway(error: unknown): boolean {
  return error instanceof MeshError && (error.code === 'unavailable' || error.code === 'audit-unavailable');
}
