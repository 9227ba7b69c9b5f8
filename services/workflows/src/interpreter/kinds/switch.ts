import { holds } from '../../expression/expression.ts';
import type { PlanOf } from '../../plan/plan.ts';
import type { Kind } from './kind.ts';

/** Continues where the first matching case points to, else the default case, else with the next task. */
export const switchCase: Kind = {
  begin(turn, frame) {
    const { cases } = frame.task as PlanOf<'switch'>;
    const bindings = turn.bindings(frame);
    const chosen =
      cases.find(({ when }) => when && holds(when, frame.input, bindings)) ?? cases.find(({ when }) => !when);
    turn.complete(frame, frame.input, chosen?.next);
  },
};
