import type { Frame } from './frame.ts';
import type { ExecutionState } from './state.ts';

export const RUN_WORKFLOW = 'run:workflow';

/** The key of what a run of a task asks of the world. */
export function keyOf({ id }: Pick<ExecutionState, 'id'>, { task, iteration }: Frame): string {
  return `${id}:${task.pointer}:${iteration}`;
}

/**
 * The key of a workflow that a task runs, which decides its id. One that faulted or was cancelled stays so: tried again, the task
 * runs another. One that completed is not run again.
 */
export function childKey(state: ExecutionState, frame: Frame): string {
  const key = keyOf(state, frame);
  const lost = state.lostChildren.get(key) ?? 0;
  state.lostChildren.set(key, lost + 1);
  return lost === 0 ? key : `${key}#${lost}`;
}

/** What was asked for last has come to a good end. */
export function childCompleted(state: ExecutionState, frame: Frame): void {
  const { lostChildren } = state;
  const key = keyOf(state, frame);
  const lost = (lostChildren.get(key) ?? 0) - 1;
  if (lost > 0) lostChildren.set(key, lost);
  else lostChildren.delete(key);
}
