import type { Json } from '@mesh/jq/json';
import type { Directive } from '../../plan/common-plan.ts';
import type { TaskList } from '../../plan/plan.ts';
import type { Frame, Variables } from '../frame.ts';
import type { Turn } from '../turn.ts';

/** How a list ended: its last output, and whether a task left it by `exit`. */
type ListEnd = { readonly output: Json; readonly exited: boolean };

/** Runs `tasks` one after the other inside `frame`. Returns the end at once if there are none. */
export function startList(
  turn: Turn,
  frame: Frame,
  tasks: TaskList,
  input: Json,
  iteration: string,
  variables: Variables = frame.variables,
): ListEnd | undefined {
  frame.list = { tasks, iteration, variables, visits: new Map() };
  return go(turn, frame, 0, input);
}

/** Continues where the completed task points to. Returns the end if that is the end of the list. */
export function nextInList(turn: Turn, frame: Frame, child: Frame, output: Json, then: Directive): ListEnd | undefined {
  if (then === 'exit') return { output, exited: true };
  return go(turn, frame, typeof then === 'object' ? then.goto : child.place + 1, output);
}

function go(turn: Turn, frame: Frame, place: number, rawInput: Json): ListEnd | undefined {
  const { list } = frame;
  const task = list?.tasks[place];
  if (!list || !task) return { output: rawInput, exited: false };
  const visit = list.visits.get(place) ?? 0;
  list.visits.set(place, visit + 1);
  if (visit > 0) turn.state.loops += 1;
  const iteration = visit === 0 ? list.iteration : `${list.iteration}~${visit}`;
  turn.beginLater({ task, parent: frame, place, iteration, variables: list.variables, rawInput });
  return undefined;
}
