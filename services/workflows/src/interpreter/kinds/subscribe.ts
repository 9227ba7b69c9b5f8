import type { Json } from '@mesh/jq/json';
import { holds, surelyHolds } from '../../expression/expression.ts';
import type { PlanOf } from '../../plan/plan.ts';
import type { Frame, Gathering } from '../frame.ts';
import type { Turn } from '../turn.ts';
import { iterate, keep } from './iterate.ts';
import type { Kind } from './kind.ts';
import { nextInList } from './list.ts';

/** Consumes messages until there are enough or time is up. With `foreach`, each runs through its tasks. */
export const subscribe: Kind = {
  begin(turn, frame) {
    const { call, lasts } = planOf(frame);
    const bindings = turn.bindings(frame);
    const { function: name, secrets } = call;
    turn.ask(frame, { function: name, arguments: call.with(frame.input, bindings), detached: false, secrets });
    turn.note('task.started', frame.task.pointer, { call: name });
    frame.subscription = { items: [], outputs: [], isClosed: false, isBusy: false };
    if (lasts) frame.wakeAt = turn.at + turn.durationMs(lasts(frame.input, bindings));
  },
  came(turn, frame, message) {
    const { subscription } = frame;
    const { filter } = planOf(frame);
    if (!subscription || subscription.isClosed) return;
    if (filter && !surelyHolds(filter, message, turn.bindings(frame))) return;
    subscription.items.push(message);
    turn.note('message.consumed', frame.task.pointer, { count: subscription.items.length });
    closeWhenEnough(turn, frame, subscription, message);
    goOn(turn, frame, subscription);
  },
  answered: end,
  woken: end,
  childCompleted(turn, frame, child, output, then) {
    const { subscription } = frame;
    const ended = nextInList(turn, frame, child, output, then);
    if (!ended || !subscription) return;
    subscription.isBusy = false;
    keep(turn, frame, subscription, ended.output, onKept(turn, frame, subscription));
    if (ended.exited) return turn.complete(frame, subscription.outputs);
    goOn(turn, frame, subscription);
  },
};

function planOf(frame: Frame): PlanOf<'subscribe'> {
  return frame.task as PlanOf<'subscribe'>;
}

/** No more messages come; those received are still processed. */
function end(turn: Turn, frame: Frame): void {
  if (!frame.subscription) return;
  close(frame, frame.subscription);
  goOn(turn, frame, frame.subscription);
}

function close(frame: Frame, subscription: Gathering): void {
  subscription.isClosed = true;
  frame.effect = undefined;
  frame.wakeAt = undefined;
}

function closeWhenEnough(turn: Turn, frame: Frame, subscription: Gathering, last: Json): void {
  const { amount, while: goesOn, until } = planOf(frame);
  const bindings = turn.bindings(frame);
  const isEnough =
    (amount !== undefined && subscription.items.length >= amount) ||
    (goesOn !== undefined && !holds(goesOn, last, bindings)) ||
    (until !== undefined && holds(until, last, bindings));
  if (isEnough) close(frame, subscription);
}

function goOn(turn: Turn, frame: Frame, subscription: Gathering): void {
  iterate(turn, frame, subscription, onKept(turn, frame, subscription));
}

/** The context that an iteration exports may end the subscription. */
function onKept(turn: Turn, frame: Frame, subscription: Gathering) {
  return () => closeWhenEnough(turn, frame, subscription, subscription.items[subscription.outputs.length - 1] ?? null);
}
