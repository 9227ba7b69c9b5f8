import type { Frame } from '../frame.ts';
import type { Outcome } from '../happening.ts';
import { NEVER_MS } from '../retry-delay.ts';
import type { ExecutionState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { suspend } from './suspend.ts';

/** Reason of a suspension because an at-most-once call was not answered. */
export const OUTCOME_UNKNOWN = 'outcome_unknown';

/** The task's only call may have succeeded or not: a person decides. */
export function outcomeUnknown(turn: Turn, frameId: number): void {
  const frame = turn.state.frames.get(frameId);
  if (!frame?.effect?.once) return;
  leaveUnknown(turn, frame);
}

export function leaveUnknown(turn: Turn, frame: Frame): void {
  frame.unknown = frame.effect;
  frame.effect = undefined;
  turn.note('task.unknown', frame.task.pointer, { key: frame.unknown?.key ?? null });
  suspend(turn, 'mesh', OUTCOME_UNKNOWN);
}

export function isUndecided({ frames }: ExecutionState): boolean {
  return [...frames.values()].some(({ unknown }) => unknown !== undefined);
}

/** Applies a person's decision: the call is repeated under the same key, or the task continues with that output or error. */
export function decide(turn: Turn, by: string, outcome: Outcome): void {
  for (const frame of turn.state.frames.values()) {
    const { unknown, task } = frame;
    if (!unknown || (outcome.task !== undefined && outcome.task !== task.pointer)) continue;
    frame.unknown = undefined;
    const as = 'repeat' in outcome ? 'repeat' : 'output' in outcome ? 'output' : 'error';
    turn.note('task.decided', task.pointer, { by, as });
    if ('repeat' in outcome) {
      frame.effect = unknown;
      turn.effects.push(unknown);
    } else if ('output' in outcome) turn.later((later) => later.complete(frame, outcome.output));
    else turn.later((later) => later.fail(frame, outcome.error, outcome.isFinal ? NEVER_MS : undefined));
  }
}
