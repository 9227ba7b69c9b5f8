import type { Plan } from '../plan/plan.ts';
import { tasksIn } from '../plan/tasks-in.ts';

const MOST_TOLD = 5;

/**
 * Why an execution cannot be forked from a task. For a malformed pointer, suggests the pointers of tasks with that name, or an
 * example.
 */
export function notBegun({ tasks }: Plan, asked: string): string {
  const reason = `the task ${asked} has not begun in that execution`;
  const pointers = new Set<string>();
  const named = new Set<string>();
  for (const { pointer, name } of tasksIn(tasks)) {
    pointers.add(pointer);
    if (name === asked.slice(asked.lastIndexOf('/') + 1)) named.add(pointer);
  }
  if (pointers.has(asked)) return reason;
  const told = named.size > 0 ? [...named].slice(0, MOST_TOLD) : [...pointers].slice(0, 1);
  return `${reason}: name it by its JSON pointer, such as ${told.join(' or ')}`;
}
