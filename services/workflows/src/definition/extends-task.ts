import type { Task, Use } from './document.ts';

/** What an extension extends: a kind of task, all of them, or what extensions run. */
export type Extend = NonNullable<Use['extensions']>[number][string]['extend'];

/**
 * Whether an extension of what `extend` says is one of this task. `within`: what the extension extends that runs the task, where
 * one does. What extensions run is extended by those of extensions alone, and what these run by none.
 */
export function extendsTask(extend: Extend, task: Task, within: 'task' | 'extension' | undefined): boolean {
  if (within !== undefined) return within === 'task' && extend === 'extension';
  return extend === 'all' || extend === kindOf(task);
}

function kindOf(task: Task): Extend {
  const kinds = ['for', 'try', 'emit', 'listen', 'raise', 'run', 'set', 'switch', 'wait', 'call'] as const;
  return kinds.find((kind) => kind in task) ?? 'composite';
}
