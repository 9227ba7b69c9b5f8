import type { ExecutionState } from '../interpreter/state.ts';
import { standardFault, type WorkflowError } from '../workflow-fault.ts';

/** Limits for executions that would never end. */
export type Bounds = {
  /** How often an execution may go back to tasks without waiting for a time or an event in between. */
  readonly loops: number;
  /** Journal entries, all of which a take-over has to read. */
  readonly entries: number;
};
export const USUAL_BOUNDS: Bounds = { loops: 100_000, entries: 1_000_000 };

/** Why an execution may not go on; undefined if it may. Journalled as a happening, so that limits may change. */
export function overrunOf({ ended, loops, seq }: ExecutionState, bounds: Bounds): WorkflowError | undefined {
  if (ended) return undefined;
  if (loops > bounds.loops)
    return standardFault('runtime', `tasks were gone back to ${bounds.loops} times without a wait in between`).error;
  if (seq > bounds.entries)
    return standardFault('runtime', `its history has ${bounds.entries} entries: let another execution go on`).error;
  return undefined;
}
