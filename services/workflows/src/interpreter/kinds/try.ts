import type { Json } from '@mesh/jq/json';
import type { CatchPlan, PlanOf } from '../../plan/plan.ts';
import { isSameByAnyName, isSameType, standardFault, type WorkflowError } from '../../workflow-fault.ts';
import { isMeant } from '../error-conditions.ts';
import type { Frame } from '../frame.ts';
import type { Turn } from '../turn.ts';
import type { Kind } from './kind.ts';
import { nextInList, startList } from './list.ts';
import { retryLater } from './retry-later.ts';

/** Tasks whose failure is caught: they are retried as the policy says, then the handler runs in their place. */
export const tryTasks: Kind = {
  begin(turn, frame) {
    turn.note('task.started', frame.task.pointer, {});
    frame.attempts = { count: 1, firstAt: turn.at };
    attempt(turn, frame);
  },
  childCompleted(turn, frame, child, output, then) {
    const end = nextInList(turn, frame, child, output, then);
    if (!end) return;
    if (isTrying(frame)) turn.complete(frame, end.output);
    else dealtWith(turn, frame, end.output);
  },
  childFailed(turn, frame, error, retryAfterMs) {
    const { catch: handler } = frame.task as PlanOf<'try'>;
    if (!isTrying(frame) || !catches(turn, frame, handler, error)) return false;
    turn.dropBelow(frame);
    endLimit(frame);
    const { retry } = handler;
    if (retry) {
      const bindings = errorBindings(turn, frame, handler, error);
      if (retryLater(turn, frame, { policy: retry, error, retryAfterMs, bindings })) return true;
      if (!handler.tasks && !handler.next) return false; // without a handler, an error that outlives its retries is not handled
    }
    const variables = { name: handler.as, value: error as unknown as Json, around: frame.variables };
    const end = startList(turn, frame, handler.tasks ?? [], frame.input, frame.iteration, variables);
    if (end) dealtWith(turn, frame, end.output);
    return true;
  },
  woken(turn, frame) {
    if (frame.attempts?.since === undefined) return attempt(turn, frame);
    const { error } = standardFault('timeout', 'the attempt took longer than its limit');
    const told = { ...error, instance: frame.task.pointer };
    if (!tryTasks.childFailed?.(turn, frame, told, undefined)) turn.fail(frame, told);
  },
};

/** Whether it runs its tasks, not its handler. */
export function isTrying({ task, list }: Frame): boolean {
  return task.kind === 'try' && list?.tasks === task.tasks;
}

/** Goes on as the `then` of `catch` says, and as that of the task where it says nothing. */
function dealtWith(turn: Turn, frame: Frame, output: Json): void {
  const { catch: handler } = frame.task as PlanOf<'try'>;
  turn.complete(frame, output, handler.next);
}

function attempt(turn: Turn, frame: Frame): void {
  const { tasks, catch: handler } = frame.task as PlanOf<'try'>;
  const limit = handler.retry?.attempt;
  if (limit && frame.attempts) {
    frame.attempts.since = turn.at;
    frame.attempts.limitMs = turn.durationMs(limit(frame.input, turn.bindings(frame)));
    frame.wakeAt = turn.at + frame.attempts.limitMs;
  }
  const end = startList(turn, frame, tasks, frame.input, frame.iteration);
  if (end) turn.complete(frame, end.output);
}

function endLimit(frame: Frame): void {
  if (frame.attempts?.since === undefined) return;
  frame.attempts.since = undefined;
  frame.wakeAt = undefined;
}

function catches(turn: Turn, frame: Frame, handler: CatchPlan, error: WorkflowError): boolean {
  const wanted = handler.filter?.(frame.input, turn.bindings(frame)) ?? {};
  // The schema of the DSL calls the field `details`, the reference `detail`.
  const told = { details: error.detail, ...error } as unknown as Readonly<Record<string, Json>>;
  const fits = Object.entries(wanted).every(([member, value]) =>
    member === 'type' ? isType(turn, String(value), error.type) : told[member] === value,
  );
  if (!fits) return false;
  return isMeant(turn, frame, handler, error, errorBindings(turn, frame, handler, error));
}

function isType(turn: Turn, wanted: string, type: string): boolean {
  if (isSameType(wanted, type)) return true;
  return isSameByAnyName(wanted, type) && turn.goesBy('standard errors are caught by any of their names');
}

function errorBindings(turn: Turn, frame: Frame, { as }: CatchPlan, error: WorkflowError) {
  const variables = { name: as, value: error as unknown as Json, around: frame.variables };
  return turn.bindings({ ...frame, variables });
}
