import type { PlanOf } from '../../plan/plan.ts';
import type { Kind } from './kind.ts';

export const wait: Kind = {
  begin(turn, frame) {
    const { duration } = frame.task as PlanOf<'wait'>;
    frame.wakeAt = turn.at + turn.durationMs(duration(frame.input, turn.bindings(frame)));
    turn.note('task.started', frame.task.pointer, { until: new Date(frame.wakeAt).toISOString() });
  },
  woken: (turn, frame) => turn.later((later) => later.complete(frame, frame.input)),
};
