import type { PlanOf } from '../../plan/plan.ts';
import type { Kind } from './kind.ts';

export const set: Kind = {
  begin(turn, frame) {
    const { value } = frame.task as PlanOf<'set'>;
    turn.complete(frame, value(frame.input, turn.bindings(frame)));
  },
};
