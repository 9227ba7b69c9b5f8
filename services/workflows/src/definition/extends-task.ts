import type { Task, Use } from './document.ts';

/** What an extension extends: a kind of task, all tasks, or the tasks of extensions. */
export type Extend = NonNullable<Use['extensions']>[number][string]['extend'];

/**
 * Whether an extension with this `extend` applies to a task. `within`: what the extension that runs the task extends, if one
 * does. Tasks of extensions are extended only by extensions of extensions, whose own tasks nothing extends.
 */
export function extendsTask(extend: Extend, task: Task, within: 'task' | 'extension' | undefined): boolean {
  if (within !== undefined) return within === 'task' && extend === 'extension';
  return extend === 'all' || extend === kindOf(task);
}

function kindOf(task: Task): Extend {
  const kinds = ['for', 'try', 'emit', 'listen', 'raise', 'run', 'set', 'switch', 'wait', 'call'] as const;
  return kinds.find((kind) => kind in task) ?? 'composite';
}
