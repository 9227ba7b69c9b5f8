import type { ExecutionState } from '../interpreter/state.ts';
import { standardFault, type WorkflowError } from '../workflow-fault.ts';

/** What bounds executions that would never end. */
export type Bounds = {
  /** How often tasks are gone back to without waiting for a time or an event in between. */
  readonly loops: number;
  /** Entries of the history, all of which whoever takes over reads. */
  readonly entries: number;
};
export const USUAL_BOUNDS: Bounds = { loops: 100_000, entries: 1_000_000 };

/** Why an execution may not go on; undefined where it may. It is a happening of its history, so that bounds may change. */
export function overrunOf({ ended, loops, seq }: ExecutionState, bounds: Bounds): WorkflowError | undefined {
  if (ended) return undefined;
  if (loops > bounds.loops)
    return standardFault('runtime', `tasks were gone back to ${bounds.loops} times without a wait in between`).error;
  if (seq > bounds.entries)
    return standardFault('runtime', `its history has ${bounds.entries} entries: let another execution go on`).error;
  return undefined;
}
