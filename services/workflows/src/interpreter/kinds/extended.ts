import type { Bindings } from '../../expression/evaluate.ts';
import { surelyHolds } from '../../expression/expression.ts';
import type { ExtensionStep, PlanOf } from '../../plan/plan.ts';
import { taskDescriptor } from '../bindings.ts';
import type { Frame } from '../frame.ts';
import { APART } from '../rules.ts';
import type { Turn } from '../turn.ts';
import type { Kind } from './kind.ts';
import { nextInList, startList } from './list.ts';

type Here = NonNullable<Frame['extended']>;

/**
 * A task with extensions around it. Their outputs are dropped, except that of a task before it that exits, which replaces the
 * task and its output.
 */
export const extended: Kind = {
  begin(turn, frame) {
    frame.extended = { step: 0, output: frame.input, next: frame.task.next };
    goOn(turn, frame);
  },
  childCompleted(turn, frame, child, output, then) {
    const { task } = frame.task as PlanOf<'extended'>;
    const { extended: here } = frame;
    if (!here) return;
    if (child.task === task) {
      here.output = output;
      here.raw = child.raw;
      if (then !== 'continue' || turn.goesBy(APART)) here.next = then;
    } else {
      const end = nextInList(turn, frame, child, output, then);
      if (!end) return;
      const isBefore = here.step < (frame.task as PlanOf<'extended'>).before.length;
      if (end.exited && isBefore) return turn.complete(frame, end.output);
    }
    here.step += 1;
    goOn(turn, frame);
  },
};

function goOn(turn: Turn, frame: Frame): void {
  const { before, task, after } = frame.task as PlanOf<'extended'>;
  const { extended: here } = frame;
  if (!here) return;
  for (; here.step <= before.length + after.length; here.step++) {
    if (here.step === before.length) {
      const { iteration, variables, input } = frame;
      turn.beginLater({ task, parent: frame, place: 0, iteration, variables, rawInput: input });
      return;
    }
    const step = here.step < before.length ? before[here.step] : after[here.step - before.length - 1];
    if (step && begins(turn, frame, step, here)) return;
  }
  turn.pass(frame, here.output, here.next);
}

/** Runs the tasks of an extension if its condition holds. In them `$task` is the task that they extend. */
function begins(turn: Turn, frame: Frame, { when, tasks }: ExtensionStep, { output, raw = null }: Here): boolean {
  const bindings = turn.bindings(frame);
  const described = taskDescriptor(frame, turn.goesBy(APART) ? raw : output);
  const value = { ...(frame.task.definition as object), ...described };
  const about: Bindings = (name) => (name === 'task' ? value : bindings(name));
  if (when && !surelyHolds(when, output, about)) return false;
  const variables = { name: 'task', value, around: frame.variables };
  return startList(turn, frame, tasks, output, frame.iteration, variables) === undefined;
}
