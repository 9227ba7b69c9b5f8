import { errorOf } from '../../workflow-fault.ts';
import { workflowBindings } from '../bindings.ts';
import type { Frame } from '../frame.ts';
import type { Happening } from '../happening.ts';
import { startList } from '../kinds/list.ts';
import type { Turn } from '../turn.ts';
import { rootPlan } from './root-plan.ts';

/** Starts the execution. A bad input or timeout of the workflow faults it there. */
export function start(turn: Turn, { input }: Extract<Happening, { kind: 'started' }>): void {
  const { state, at } = turn;
  const { plan } = state;
  state.input = input;
  state.startedAt = at;
  turn.note('execution.started', undefined, { input });
  let place = '/input';
  try {
    const bindings = workflowBindings(state, at);
    turn.check(plan.input.check, input);
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

/** The outermost frame, which runs the workflow's own list. */
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
