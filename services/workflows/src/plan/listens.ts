import type { ConsumptionPlan, TaskList } from './plan.ts';

/** The strategies by which tasks listen, by the pointer of the task. */
export function* listensIn(tasks: TaskList): Generator<[pointer: string, strategy: ConsumptionPlan]> {
  for (const task of tasks) {
    if (task.kind === 'listen') yield [task.pointer, task.to];
    if (task.kind === 'agent') yield [`${task.pointer}/approval`, task.agent.approval];
    if ('tasks' in task) yield* listensIn(task.tasks);
    if ('branches' in task) yield* listensIn(task.branches);
    if ('catch' in task) yield* listensIn(task.catch.tasks ?? []);
    if (task.kind === 'extended')
      yield* listensIn([...task.before, ...task.after].flatMap(({ tasks }) => tasks).concat(task.task));
    if ('before' in task) {
      for (const step of [...task.before, ...task.after]) yield* listensIn(step.tasks);
      yield* listensIn([task.task]);
    }
    if ('foreach' in task) yield* listensIn(task.foreach?.tasks ?? []);
  }
}
