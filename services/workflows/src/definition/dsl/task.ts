import type { z } from 'zod';
import { callTask } from './call.ts';
import { choose, isObject } from './choice.ts';
import { doTask, forkTask, forTask, tryTask } from './composite-tasks.ts';
import { runTask } from './run.ts';
import { emitTask, listenTask, raiseTask, setTask, switchTask, waitTask } from './simple-tasks.ts';

/** Every kind of task, by the key that tells it. */
const kinds = {
  call: callTask,
  do: doTask,
  emit: emitTask,
  for: forTask,
  fork: forkTask,
  listen: listenTask,
  raise: raiseTask,
  run: runTask,
  set: setTask,
  switch: switchTask,
  try: tryTask,
  wait: waitTask,
} as const;
export type Kind = keyof typeof kinds;
export type Task = z.output<(typeof kinds)[Kind]>;

/** The kind of a task, or what is wrong. `for` is told before the `do` that it also has. */
function kindOf(task: object): Kind | string {
  const found = (Object.keys(kinds) as Kind[]).filter((kind) => Object.hasOwn(task, kind));
  const told = found.includes('for') ? found.filter((kind) => kind !== 'do') : found;
  if (told.length > 1) return `a task is of one kind, and this is ${told.join(' and ')}`;
  return told[0] ?? `expected one of ${Object.keys(kinds).join(', ')}`;
}

export const task: z.ZodType<Task> = choose<(typeof kinds)[Kind]>((value) => {
  if (!isObject(value)) return 'expected a task: an object';
  const kind = kindOf(value);
  return Object.hasOwn(kinds, kind) ? kinds[kind as Kind] : kind;
});
