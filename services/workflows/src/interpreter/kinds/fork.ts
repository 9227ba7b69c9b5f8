import type { PlanOf } from '../../plan/plan.ts';
import type { Kind } from './kind.ts';

/**
 * Runs tasks concurrently. Outputs all results in order; with `compete`, that of the first to complete; its input if all are
 * skipped.
 */
export const fork: Kind = {
  begin(turn, frame) {
    const { branches } = frame.task as PlanOf<'fork'>;
    turn.note('task.started', frame.task.pointer, {});
    frame.branches = { outputs: branches.map(() => null), left: branches.length };
    if (branches.length === 0) return turn.complete(frame, []);
    for (const [place, task] of branches.entries())
      turn.beginLater({
        task,
        parent: frame,
        place,
        iteration: frame.iteration,
        variables: frame.variables,
        rawInput: frame.input,
      });
  },
  childCompleted(turn, frame, child, output) {
    const { compete } = frame.task as PlanOf<'fork'>;
    if (!frame.branches) return;
    const isOut = child.isSkipped && turn.goesBy('who is skipped wins no race');
    if (compete && (!isOut || frame.branches.left === 1)) {
      turn.dropBelow(frame);
      return turn.complete(frame, output);
    }
    frame.branches.outputs[child.place] = output;
    frame.branches.left -= 1;
    if (frame.branches.left === 0) turn.complete(frame, frame.branches.outputs);
  },
};
