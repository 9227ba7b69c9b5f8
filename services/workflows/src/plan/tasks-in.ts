import type { Plan, TaskKind, TaskList, TaskPlan } from './plan.ts';

/** Every task of a list, and those inside them. */
export function* tasksIn(tasks: TaskList): Generator<TaskPlan> {
  for (const task of tasks) {
    yield task;
    if ('tasks' in task) yield* tasksIn(task.tasks);
    if ('branches' in task) yield* tasksIn(task.branches);
    if ('catch' in task) yield* tasksIn(task.catch.tasks ?? []);
    if ('foreach' in task) yield* tasksIn(task.foreach?.tasks ?? []);
    if (task.kind !== 'extended') continue;
    yield* tasksIn([...task.before, ...task.after].flatMap((step) => step.tasks));
    yield* tasksIn([task.task]);
  }
}

const kinds = new WeakMap<Plan, ReadonlyMap<string, TaskKind>>();

/** Kinds of tasks by pointer; of a task with extensions its own kind. */
export function kindsIn(plan: Plan): ReadonlyMap<string, TaskKind> {
  const known = kinds.get(plan) ?? new Map(Array.from(tasksIn(plan.tasks), ({ pointer, kind }) => [pointer, kind]));
  kinds.set(plan, known);
  return known;
}
