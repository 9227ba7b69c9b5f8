import { escaped } from '@mesh/contracts/json-pointer';
import type { Json } from '@mesh/jq/json';
import { nameOf } from '../../definition/checks/tasks.ts';
import type { Task, TaskItem } from '../../definition/document.ts';
import { condition } from '../../expression/expression.ts';
import type { Directive } from '../common-plan.ts';
import type { TaskList, TaskPlan } from '../plan.ts';
import { compileKind } from './compile-kind.ts';
import { input, output, timeout } from './data-flow.ts';
import { extendTask } from './extend-task.ts';
import type { Scope } from './scope.ts';

/** Where in a list each of its tasks stands, by their names. */
export type Targets = ReadonlyMap<string, number>;

/** A list of named tasks. `pointer` is where it stands in the document. */
export function compileTasks(items: readonly TaskItem[], pointer: string, scope: Scope): TaskList {
  const names = items.map(nameOf);
  const targets = new Map(names.map((name, index) => [name, index]));
  return items.map((item, index) => compileTask(item, `${pointer}/${index}`, scope, targets));
}

/** One named task, such as a branch of a fork. */
export function compileTask(item: TaskItem, place: string, scope: Scope, targets: Targets = new Map()): TaskPlan {
  const name = nameOf(item);
  const task = item[name] as Task;
  const pointer = `${place}/${escaped(name)}`;
  const { names } = scope;
  const plan: TaskPlan = {
    pointer,
    name,
    definition: task as unknown as Json,
    if: condition(task.if, names),
    input: input(task.input, scope),
    output: output(task.output, scope),
    export: output(task.export, scope),
    timeout: timeout(task.timeout, scope),
    checkpoint: task.metadata?.['checkpoint'] === true,
    once: task.metadata?.['retry'] === 'never',
    freshKey: task.metadata?.['keyOnRetry'] === 'new',
    next: directive(task.then, targets),
    ...compileKind(task, pointer, scope, targets),
  };
  return extendTask(plan, task, scope);
}

/** Resolves `then`. A task named like a directive can only be reached in sequence. The document has been checked. */
export function directive(then = 'continue', targets: Targets): Directive {
  if (then === 'exit' || then === 'end' || then === 'continue') return then;
  const target = targets.get(then);
  return target === undefined ? 'continue' : { goto: target };
}
