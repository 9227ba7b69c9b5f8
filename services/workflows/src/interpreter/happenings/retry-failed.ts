import { type Frame, isInside } from '../frame.ts';
import type { Happening } from '../happening.ts';
import { isTrying } from '../kinds/try.ts';
import { runKey } from '../run-key.ts';
import { type ExecutionState, type Failed, pendingEffects } from '../state.ts';
import type { Turn } from '../turn.ts';
import { leaveUnknown } from './outcome-unknown.ts';

/**
 * Continues from the state at the fault: the failed task starts again, those beside it go on. Timeouts and attempts begin anew.
 * A task that faulted before its start is yet to begin.
 */
export function retryFailed(turn: Turn, { by, timeouts }: Extract<Happening, { kind: 'retried' }>): void {
  const { state, at } = turn;
  const { failed, ended } = state;
  const hasBegun = state.startedAt > 0;
  if (ended?.status !== 'faulted' || (hasBegun && !failed)) return;
  state.ended = undefined;
  state.failed = undefined;
  state.retries += 1;
  state.loops = 0;
  turn.note('execution.retried', failed?.frame?.task.pointer, { by });
  if (failed) restore(turn, failed);
  if (turn.goesBy('a retry gives attempts anew')) renewAttempts(turn, failed?.frame);
  if (timeouts === 'anew') beginTimeouts(state, at);
  else prolongTimeouts(state, at);
  for (const frame of state.frames.values()) {
    if (frame.effect) frame.effect = { ...frame.effect, cutOff: (frame.effect.cutOff ?? 0) + 1 };
    if (frame.effect?.once) leaveUnknown(turn, frame);
  }
  turn.effects.push(...pendingEffects(state));
}

/**
 * Each retry policy gets all its attempts again. An attempt around the failed task is under way again, with its limit renewed.
 */
function renewAttempts({ state, at }: Turn, again: Frame | undefined): void {
  for (const frame of state.frames.values()) {
    const { attempts } = frame;
    if (!attempts) continue;
    const isUnderWay = attempts.since !== undefined || (again && isInside(again, frame) && isTrying(frame));
    const limitMs = isUnderWay ? attempts.limitMs : undefined;
    frame.attempts = { ...attempts, count: 1, firstAt: at, since: limitMs === undefined ? undefined : at };
    if (limitMs !== undefined) frame.wakeAt = at + limitMs;
  }
}

function beginTimeouts(state: ExecutionState, at: number): void {
  if (state.timeoutMs !== undefined) state.deadline = at + state.timeoutMs;
  for (const frame of state.frames.values()) {
    const { deadline, timeoutMs, attempts } = frame;
    if (deadline !== undefined && timeoutMs !== undefined) frame.deadline = at + timeoutMs;
    if (attempts?.since === undefined || attempts.limitMs === undefined) continue;
    attempts.since = at;
    frame.wakeAt = at + attempts.limitMs;
  }
}

/** As older journals have it: extended with each retry, and by the time that was suspended. */
function prolongTimeouts(state: ExecutionState, at: number): void {
  if (state.deadline !== undefined) state.deadline += at - state.startedAt;
  for (const frame of state.frames.values()) {
    if (frame.deadline !== undefined) frame.deadline += at - frame.startedAt;
    if (frame.attempts?.since !== undefined) beginAttemptAnew(frame, frame.attempts.since, at);
  }
}

function beginAttemptAnew(frame: Frame, since: number, at: number): void {
  if (frame.wakeAt !== undefined) frame.wakeAt += at - since;
  if (frame.attempts) frame.attempts.since = at;
}

function restore(turn: Turn, { frames, agenda, frame: again }: Failed): void {
  const { state } = turn;
  for (const [id, frame] of frames)
    if (!again || (frame !== again && !isInside(frame, again))) state.frames.set(id, frame);
  state.agenda.push(...agenda);
  if (again) turn.beginLater(anew(turn, again));
}

/** The same run of the same task: its effect keeps its key, unless the task asks for another. */
function anew({ state }: Turn, frame: Frame) {
  state.askedOnce.delete(runKey(state, frame));
  const { task, parent, place, iteration, variables, rawInput } = frame;
  const run = task.freshKey ? `${iteration}!${state.retries}` : iteration;
  return { task, parent, place, iteration: run, variables, rawInput };
}
