import type { Frame } from './frame.ts';
import { runKey } from './run-key.ts';
import type { ExecutionState } from './state.ts';

export const RUN_WORKFLOW = 'run:workflow';

/**
 * The key of a workflow that a task runs, from which its id is derived. A child that faulted or was cancelled stays so: a retry
 * of the task runs another. One that completed is not run again.
 */
export function childKey(state: ExecutionState, frame: Frame): string {
  const key = runKey(state, frame);
  const lost = state.lostChildren.get(key) ?? 0;
  state.lostChildren.set(key, lost + 1);
  return lost === 0 ? key : `${key}#${lost}`;
}

/** The child that was asked for last has completed. */
export function childCompleted(state: ExecutionState, frame: Frame): void {
  const { lostChildren } = state;
  const key = runKey(state, frame);
  const lost = (lostChildren.get(key) ?? 0) - 1;
  if (lost > 0) lostChildren.set(key, lost);
  else lostChildren.delete(key);
}
