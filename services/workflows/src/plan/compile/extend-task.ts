import { escaped } from '@mesh/contracts/json-pointer';
import type { Task, Use } from '../../definition/document.ts';
import { extendsTask } from '../../definition/extends-task.ts';
import { condition } from '../../expression/expression.ts';
import type { ExtensionStep, TaskPlan } from '../plan.ts';
import { compileTasks } from './compile-tasks.ts';
import type { Scope } from './scope.ts';

type Extension = NonNullable<Use['extensions']>[number][string];

/**
 * Wraps a task in the document's extensions. Tasks of extensions are extended only by extensions of extensions, whose own tasks
 * nothing extends.
 */
export function extendTask(plan: TaskPlan, task: Task, scope: Scope): TaskPlan {
  const extensions = (scope.use.extensions ?? []).flatMap((named) => Object.entries(named));
  const fitting = extensions.filter(([, { extend }]) => extendsTask(extend, task, scope.extending));
  if (fitting.length === 0) return plan;
  const { pointer, name, definition, next } = plan;
  const step = (part: 'before' | 'after') =>
    fitting.flatMap(([own, extension]) => stepOf(`${pointer}/${escaped(own)}`, extension, part, scope));
  return {
    kind: 'extended',
    pointer,
    name,
    definition,
    if: plan.if,
    input: {},
    output: {},
    export: {},
    checkpoint: false,
    once: false,
    freshKey: false,
    next,
    before: step('before'),
    task: { ...plan, if: undefined },
    after: step('after').reverse(),
  };
}

function stepOf(pointer: string, extension: Extension, part: 'before' | 'after', scope: Scope): ExtensionStep[] {
  const { [part]: tasks, when } = extension;
  if (!tasks || tasks.length === 0) return [];
  return [
    {
      when: condition(when, scope.names),
      tasks: compileTasks(tasks, `${pointer}/${part}`, {
        ...scope,
        extending: extension.extend === 'extension' ? 'extension' : 'task',
      }),
    },
  ];
}
