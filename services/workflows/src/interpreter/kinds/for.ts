import type { Json } from '@mesh/jq/json';
import { holds } from '../../expression/expression.ts';
import type { PlanOf } from '../../plan/plan.ts';
import { standardFault } from '../../workflow-fault.ts';
import type { Frame, Variables } from '../frame.ts';
import type { Turn } from '../turn.ts';
import type { Kind } from './kind.ts';
import { nextInList, startList } from './list.ts';

/** Runs tasks for each item of an array. The output of one iteration is the input of the next; `exit` leaves the loop. */
export const forEach: Kind = {
  begin(turn, frame) {
    const plan = frame.task as PlanOf<'for'>;
    const items = plan.in(frame.input, turn.bindings(frame)) ?? [];
    if (!Array.isArray(items)) throw standardFault('validation', 'for.in must give an array');
    turn.note('task.started', frame.task.pointer, { items: items.length });
    frame.loop = { items, index: 0 };
    iterate(turn, frame, frame.input);
  },
  childCompleted(turn, frame, child, output, then) {
    const end = nextInList(turn, frame, child, output, then);
    if (!end || !frame.loop) return;
    if (end.exited) return turn.complete(frame, end.output);
    frame.loop.index += 1;
    iterate(turn, frame, end.output);
  },
};

function iterate(turn: Turn, frame: Frame, input: Json): void {
  const { task, loop } = frame;
  const plan = task as PlanOf<'for'>;
  let last = input;
  while (loop && loop.index < loop.items.length) {
    const variables = variablesOf(frame, plan, loop.items[loop.index] ?? null, loop.index);
    if (plan.while && !holds(plan.while, last, turn.bindings({ ...frame, variables }))) break;
    const end = startList(turn, frame, plan.tasks, last, `${frame.iteration}.${loop.index}`, variables);
    if (!end) return;
    last = end.output;
    loop.index += 1;
  }
  turn.complete(frame, last);
}

function variablesOf(frame: Frame, { each, at }: PlanOf<'for'>, item: Json, index: number): Variables {
  return { name: each, value: item, around: { name: at, value: index, around: frame.variables } };
}
