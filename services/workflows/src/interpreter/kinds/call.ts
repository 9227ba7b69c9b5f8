import type { PlanOf } from '../../plan/plan.ts';
import type { Kind } from './kind.ts';

/** Sends an effect. The task continues when the answer is taken in. */
export const call: Kind = {
  begin(turn, frame) {
    const { call: asked } = frame.task as PlanOf<'call'>;
    turn.ask(frame, {
      function: asked.function,
      arguments: asked.with(frame.input, turn.bindings(frame)),
      detached: asked.detached ?? false,
      secrets: asked.secrets,
    });
    turn.note('task.started', frame.task.pointer, { call: asked.function });
  },
};
