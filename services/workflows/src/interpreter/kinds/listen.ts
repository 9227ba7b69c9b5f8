import type { Json } from '@mesh/jq/json';
import { holds } from '../../plan/expression.ts';
import type { PlanOf } from '../../plan/plan.ts';
import { identityOf, readEvent } from '../cloud-event.ts';
import { beginConsumption, hear, isEnough } from '../consumption.ts';
import type { Frame, Listening, Variables } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Kind } from './kind.ts';
import { nextInList, startList } from './list.ts';

type Foreach = NonNullable<PlanOf<'listen'>['foreach']>;

/** Waits for events and puts them out in an array. With `foreach` each runs through its tasks, one after the other. */
export const listen: Kind = {
  begin(turn, frame) {
    const { to } = planOf(frame);
    const consumption = beginConsumption(to, turn.bindings(frame));
    frame.listening = { consumption, items: [], outputs: [], isClosed: false, isBusy: false };
    turn.note('task.started', frame.task.pointer, { listen: to.filters.map(({ type }) => type ?? '*') });
    closeWhenEnough(turn, frame, frame.listening);
    goOn(turn, frame, frame.listening);
  },
  heard(turn, frame, event) {
    const { listening } = frame;
    if (!listening || listening.isClosed) return;
    const { to, read } = planOf(frame);
    const outcome = hear(to, listening.consumption, event, turn.at);
    if (outcome === 'ignored') return;
    turn.state.heard.add(identityOf(event));
    const { id, source, type } = event;
    turn.note('event.heard', frame.task.pointer, { id, source, type, ...(outcome === 'noted' && { until: true }) });
    if (outcome === 'consumed') listening.items.push(readEvent(event, read));
    closeWhenEnough(turn, frame, listening);
    goOn(turn, frame, listening);
  },
  childCompleted(turn, frame, child, output, then) {
    const { listening } = frame;
    const end = nextInList(turn, frame, child, output, then);
    if (!end || !listening) return;
    listening.isBusy = false;
    keep(turn, frame, listening, end.output);
    if (end.exited) return turn.complete(frame, listening.outputs);
    goOn(turn, frame, listening);
  },
};

function planOf(frame: Frame): PlanOf<'listen'> {
  return frame.task as PlanOf<'listen'>;
}

function closeWhenEnough(turn: Turn, frame: Frame, listening: Listening): void {
  const { to } = planOf(frame);
  const { items, consumption } = listening;
  if (isEnough(to, consumption)) listening.isClosed = true;
  else if (to.until && items.length > 0 && holds(to.until, items, turn.bindings(frame))) listening.isClosed = true;
}

/** Begins with the next event where none is under way; at the end of a closed queue the task is done. */
function goOn(turn: Turn, frame: Frame, listening: Listening): void {
  const { foreach } = planOf(frame);
  const { items, outputs } = listening;
  if (!foreach) {
    if (listening.isClosed) turn.complete(frame, items);
    return;
  }
  while (!listening.isBusy && outputs.length < items.length) {
    const item = items[outputs.length] ?? null;
    const iteration = `${frame.iteration}.${outputs.length}`;
    const end = startList(turn, frame, foreach.tasks, item, iteration, variablesOf(frame, foreach, listening));
    if (end) keep(turn, frame, listening, end.output);
    else listening.isBusy = true;
  }
  if (listening.isClosed && !listening.isBusy) turn.complete(frame, outputs);
}

/** What an iteration puts out is transformed, kept, and may say that it is enough. */
function keep(turn: Turn, frame: Frame, listening: Listening, raw: Json): void {
  const { foreach } = planOf(frame);
  if (!foreach) return;
  const around = { ...frame, variables: variablesOf(frame, foreach, listening) };
  const output = foreach.output.as ? foreach.output.as(raw, turn.bindings(around, raw)) : raw;
  foreach.output.check?.(output);
  if (foreach.export.as) {
    const context = foreach.export.as(output, turn.bindings(around, raw, output));
    foreach.export.check?.(context);
    turn.state.context = context;
  }
  listening.outputs.push(output);
  closeWhenEnough(turn, frame, listening);
}

function variablesOf(frame: Frame, { item, at }: Foreach, { items, outputs }: Listening): Variables {
  const index = outputs.length;
  return { name: item, value: items[index] ?? null, around: { name: at, value: index, around: frame.variables } };
}
