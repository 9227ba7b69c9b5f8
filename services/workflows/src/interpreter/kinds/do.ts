import type { PlanOf } from '../../plan/plan.ts';
import type { Kind } from './kind.ts';
import { nextInList, startList } from './list.ts';

/** Runs tasks one after the other; the last one's output is its own. */
export const doTasks: Kind = {
  begin(turn, frame) {
    turn.note('task.started', frame.task.pointer, {});
    const { tasks, with: given } = frame.task as PlanOf<'do'>;
    const input = given ? given(frame.input, turn.bindings(frame)) : frame.input;
    const end = startList(turn, frame, tasks, input, frame.iteration);
    if (end) turn.complete(frame, end.output);
  },
  childCompleted(turn, frame, child, output, then) {
    const end = nextInList(turn, frame, child, output, then);
    if (!end) return;
    if (frame.parent) turn.complete(frame, end.output);
    else turn.endWith(end.output);
  },
};
