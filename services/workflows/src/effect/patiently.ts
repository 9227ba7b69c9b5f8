import { setTimeout as sleep } from 'node:timers/promises';
import { MeshError } from '@mesh/contracts/mesh-error';

const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * A part of the mesh that is away, or dies in the middle, makes a task wait, not fail: `work` is tried again under its key,
 * for a minute from when that is noticed.
 */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let until: number | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof MeshError && (error.code === 'unavailable' || error.code === 'audit-unavailable');
      until ??= performance.now() + PATIENCE_MS;
      if (!isAway || signal.aborted || performance.now() + pause > until) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
}
