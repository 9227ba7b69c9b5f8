import type { Frame } from './frame.ts';
import type { ExecutionState } from './state.ts';

/** Identifies one run of a task, stable over retries and crashes: `<execution>:<task>:<iteration>`. */
export function runKey(
  { id }: Pick<ExecutionState, 'id'>,
  { task, iteration }: Pick<Frame, 'task' | 'iteration'>,
): string {
  return `${id}:${task.pointer}:${iteration}`;
}
