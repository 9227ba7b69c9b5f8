import type { ConsumptionPlan, TaskList } from './plan.ts';

/** The strategies by which tasks listen, by the pointer of the task. */
export function* listensIn(tasks: TaskList): Generator<[pointer: string, strategy: ConsumptionPlan]> {
  for (const task of tasks) {
    if (task.kind === 'listen') yield [task.pointer, task.to];
    if ('tasks' in task) yield* listensIn(task.tasks);
    if ('branches' in task) yield* listensIn(task.branches);
    if ('catch' in task) yield* listensIn(task.catch.tasks ?? []);
    if ('foreach' in task) yield* listensIn(task.foreach?.tasks ?? []);
  }
}
