import { standardFault } from '../../workflow-fault.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { Turn } from '../turn.ts';

/** Handles what is due: timeouts first, then waits, in the order in which the tasks began. */
export function wake(turn: Turn): void {
  const { state, at } = turn;
  if (state.suspended) return;
  if (state.deadline !== undefined && state.deadline <= at) {
    turn.fault(standardFault('timeout', 'the workflow took longer than its timeout').error, '/timeout');
    return;
  }
  for (const frame of [...state.frames.values()]) {
    if (!state.frames.has(frame.id)) continue; // dropped by an earlier one
    if (frame.deadline !== undefined && frame.deadline <= at) {
      frame.deadline = undefined;
      turn.fail(frame, standardFault('timeout', 'the task took longer than its timeout').error);
    } else if (frame.wakeAt !== undefined && frame.wakeAt <= at) {
      frame.wakeAt = undefined;
      state.loops = 0;
      turn.guard(frame, () => kindOf(frame).woken?.(turn, frame));
    }
  }
}
