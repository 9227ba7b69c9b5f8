import { errorOf, standardFault } from '../workflow-fault.ts';
import { workflowBindings } from './bindings.ts';
import { childCompleted, RUN_WORKFLOW } from './child-key.ts';
import { identityOf } from './cloud-event.ts';
import { forkFrom } from './fork-from.ts';
import type { Frame } from './frame.ts';
import type { Happening } from './happening.ts';
import { kindOf } from './kinds/kinds.ts';
import { startList } from './kinds/list.ts';
import { outcomeUnknown } from './outcome-unknown.ts';
import type { Pace } from './pacing.ts';
import { resume } from './resume.ts';
import { NEVER_MS } from './retry-delay.ts';
import { retryFailed } from './retry-failed.ts';
import { rootPlan } from './root-plan.ts';
import type { ExecutionState } from './state.ts';
import { suspend } from './suspend.ts';
import { Turn } from './turn.ts';

/**
 * Takes in what has happened and does all that follows. The same happenings at the same times make the same state, entries
 * and effects. A turn without entries changes nothing and need not be kept. One that is cut since it is late says so, and what
 * has happened is kept with its `steps`.
 */
export function advance(state: ExecutionState, happening: Happening, at: number, isLate?: Pace['isLate']): Turn {
  const turn = play(state, happening, at, isLate);
  state.seq += turn.entries.length;
  return turn;
}

/** Takes in one happening, without counting its entries. */
function play(state: ExecutionState, happening: Happening, at: number, isLate?: Pace['isLate']): Turn {
  const turn = new Turn(state, at, { steps: happening.steps, isLate }, happening.rules);
  if (!state.ended || happening.kind === 'retried') {
    takeIn(turn, happening);
    turn.run();
  }
  return turn;
}

/** Whether a turn was cut for its length: `went-on` takes it up again. */
export function isCut({ agenda, suspended, ended }: ExecutionState): boolean {
  return agenda.length > 0 && !suspended && !ended;
}

function takeIn(turn: Turn, happening: Happening): void {
  if (happening.kind === 'started') start(turn, happening);
  else if (happening.kind === 'effect-ended' || happening.kind === 'effect-failed') answered(turn, happening);
  else if (happening.kind === 'heard') heard(turn, happening);
  else if (happening.kind === 'message-came') came(turn, happening);
  else if (happening.kind === 'progressed') progressed(turn, happening);
  else if (happening.kind === 'woken') wake(turn);
  else if (happening.kind === 'cancelled') turn.cancel();
  else if (happening.kind === 'faulted')
    turn.fault({ ...happening.error, instance: happening.error.instance ?? turn.state.last });
  else if (happening.kind === 'suspended') suspend(turn, happening.by, happening.reason);
  else if (happening.kind === 'resumed') resume(turn, happening);
  else if (happening.kind === 'retried') retryFailed(turn, happening);
  else if (happening.kind === 'forked') forkFrom(turn, happening, play);
  else if (happening.kind === 'outcome-unknown') outcomeUnknown(turn, happening.frame);
}

/** The world has answered. Whoever asked may have been dropped meanwhile. */
function answered(turn: Turn, happening: Extract<Happening, { kind: 'effect-ended' | 'effect-failed' }>): void {
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

/** Changes nothing: it is written down for whoever follows. */
function progressed(turn: Turn, { frame: id, progress }: Extract<Happening, { kind: 'progressed' }>): void {
  const frame = turn.state.frames.get(id);
  if (frame?.effect) turn.note('task.progressed', frame.task.pointer, { progress });
}

function answer(turn: Turn, frame: Frame, output: Frame['input']): void {
  const { answered: taken } = kindOf(frame);
  if (taken) turn.guard(frame, () => taken(turn, frame, output));
  else turn.complete(frame, output);
}

/** Taken in at once, as events are. Whoever asked may have had enough. */
function came(turn: Turn, { frame: id, message }: Extract<Happening, { kind: 'message-came' }>): void {
  const frame = turn.state.frames.get(id);
  if (frame?.effect) turn.guard(frame, () => kindOf(frame).came?.(turn, frame, message));
}

/** Taken in at once, also while suspended. What a task of this execution has had is not news to one that began after that. */
function heard(turn: Turn, happening: Extract<Happening, { kind: 'heard' }>): void {
  const { event, early } = happening;
  const frame = turn.state.frames.get(happening.frame);
  const hadBefore = early ? turn.state.heard.get(identityOf(event)) : undefined;
  if (!frame || (hadBefore !== undefined && frame.id >= hadBefore)) return;
  const { length } = turn.entries;
  turn.guard(frame, () => kindOf(frame).heard?.(turn, frame, event));
  if (turn.entries.length > length) turn.state.loops = 0;
}

function start(turn: Turn, { input }: Extract<Happening, { kind: 'started' }>): void {
  const { state, at } = turn;
  const { plan } = state;
  state.input = input;
  state.startedAt = at;
  turn.note('execution.started', undefined, { input });
  let place = '/input';
  try {
    const bindings = workflowBindings(state, at);
    plan.input.check?.(input);
    const given = plan.input.from ? plan.input.from(input, bindings) : input;
    place = '/timeout';
    if (plan.timeout) {
      state.timeoutMs = turn.durationMs(plan.timeout(given, bindings));
      state.deadline = at + state.timeoutMs;
    }
    const root = rootFrame(turn, given);
    const end = startList(turn, root, plan.tasks, given, '0');
    if (end) turn.endWith(end.output);
  } catch (thrown) {
    turn.fault(errorOf(thrown), place);
  }
}

/** The outermost frame, whose list is the workflow's own. */
function rootFrame({ state, at }: Turn, input: Frame['input']): Frame {
  const root: Frame = {
    id: 0,
    task: rootPlan(state.plan),
    parent: undefined,
    place: 0,
    iteration: '0',
    variables: undefined,
    rawInput: input,
    input,
    startedAt: at,
  };
  state.frames.set(root.id, root);
  return root;
}

function wake(turn: Turn): void {
  const { state, at } = turn;
  if (state.suspended) return;
  if (state.deadline !== undefined && state.deadline <= at) {
    turn.fault(standardFault('timeout', 'the workflow took longer than its timeout').error, '/timeout');
    return;
  }
  for (const frame of [...state.frames.values()]) {
    if (!state.frames.has(frame.id)) continue; // dropped by one before it
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
