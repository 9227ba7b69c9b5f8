import type { Json } from '@mesh/jq/json';
import type { ForeachPlan, PlanOf } from '../../plan/plan.ts';
import type { Frame, Gathering, Variables } from '../frame.ts';
import type { Turn } from '../turn.ts';
import { startList } from './list.ts';

/**
 * Starts the next item if none is under way; completes the task once all are done and no more come. `onKept` is called after
 * each iteration, and may end the gathering.
 */
export function iterate(turn: Turn, frame: Frame, gathering: Gathering, onKept: () => void): void {
  const { items, outputs } = gathering;
  const foreach = foreachOf(frame);
  if (!foreach) {
    if (gathering.isClosed) turn.complete(frame, items);
    return;
  }
  while (!gathering.isBusy && outputs.length < items.length) {
    const item = items[outputs.length] ?? null;
    const iteration = `${frame.iteration}.${outputs.length}`;
    const end = startList(turn, frame, foreach.tasks, item, iteration, variablesOf(frame, foreach, gathering));
    if (end) keep(turn, frame, gathering, end.output, onKept);
    else gathering.isBusy = true;
  }
  if (gathering.isClosed && !gathering.isBusy) turn.complete(frame, outputs);
}

/** Transforms and stores the output of an iteration. */
export function keep(turn: Turn, frame: Frame, gathering: Gathering, raw: Json, onKept: () => void): void {
  const foreach = foreachOf(frame);
  if (!foreach) return;
  const around = { ...frame, variables: variablesOf(frame, foreach, gathering) };
  const output = foreach.output.as ? foreach.output.as(raw, turn.bindings(around, raw)) : raw;
  turn.check(foreach.output.check, output);
  if (foreach.export.as) {
    const context = foreach.export.as(output, turn.bindings(around, raw, output));
    turn.check(foreach.export.check, context);
    turn.state.context = context;
  }
  gathering.outputs.push(output);
  onKept();
}

function variablesOf(frame: Frame, { item, at }: ForeachPlan, { items, outputs }: Gathering): Variables {
  const index = outputs.length;
  return { name: item, value: items[index] ?? null, around: { name: at, value: index, around: frame.variables } };
}

function foreachOf({ task }: Frame): ForeachPlan | undefined {
  return (task as PlanOf<'listen' | 'subscribe'>).foreach;
}
