import type { Plan } from '../plan/plan.ts';
import { tasksIn } from '../plan/tasks-in.ts';

/** The pointer of the task that somebody means: by its pointer, or by its name where one task alone has that. */
export function pointerTo({ tasks }: Plan, asked: string): string {
  if (asked.startsWith('/')) return asked;
  const named = new Set(Array.from(tasksIn(tasks)).flatMap(({ name, pointer }) => (name === asked ? [pointer] : [])));
  const [only = asked] = named;
  return named.size === 1 ? only : asked;
}
