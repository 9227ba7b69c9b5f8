import { childCompleted, RUN_WORKFLOW } from '../child-key.ts';
import type { Frame } from '../frame.ts';
import type { Happening } from '../happening.ts';
import { kindOf } from '../kinds/kinds.ts';
import { NEVER_MS } from '../retry-delay.ts';
import type { Turn } from '../turn.ts';

/** An effect was answered. The task that asked may have been dropped meanwhile. */
export function answered(turn: Turn, happening: Extract<Happening, { kind: 'effect-ended' | 'effect-failed' }>): void {
  const frame = turn.state.frames.get(happening.frame);
  if (!frame?.effect) return;
  const { detached, function: asked } = frame.effect;
  if (asked === RUN_WORKFLOW && happening.kind === 'effect-ended') childCompleted(turn.state, frame);
  frame.effect = undefined;
  if (turn.state.suspended) turn.note('task.answered', frame.task.pointer, {});
  turn.later((later) => {
    if (happening.kind === 'effect-failed')
      later.fail(frame, happening.error, happening.isFinal ? NEVER_MS : happening.retryAfterMs);
    else answer(later, frame, detached ? frame.input : happening.output);
  });
}

/** Changes no state; it is recorded for those who follow the execution. */
export function progressed(turn: Turn, { frame: id, progress }: Extract<Happening, { kind: 'progressed' }>): void {
  const frame = turn.state.frames.get(id);
  if (frame?.effect) turn.note('task.progressed', frame.task.pointer, { progress });
}

function answer(turn: Turn, frame: Frame, output: Frame['input']): void {
  const { answered: taken } = kindOf(frame);
  if (taken) turn.guard(frame, () => taken(turn, frame, output));
  else turn.complete(frame, output);
}

/** Taken in at once, like events. The task may have received enough already. */
export function came(turn: Turn, { frame: id, message }: Extract<Happening, { kind: 'message-came' }>): void {
  const frame = turn.state.frames.get(id);
  if (frame?.effect) turn.guard(frame, () => kindOf(frame).came?.(turn, frame, message));
}
