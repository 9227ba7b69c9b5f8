import { z } from 'zod';
import { choose, isObject } from './choice.ts';
import { output } from './data-flow.ts';
import { type Task, task } from './task.ts';
import { text } from './values.ts';

/** One task under its name. */
export interface TaskItem {
  readonly [name: string]: Task;
}
export type TaskList = readonly TaskItem[];

const named = z.lazy(() => z.record(z.string().min(1).max(256), task));

/** Tasks in their order: a list of objects with one key each, the task's name. */
export const taskList: z.ZodType<TaskList> = z.array(
  choose<z.ZodType<TaskItem>>((value) => {
    if (!isObject(value) || Object.keys(value).length !== 1) return 'expected one task under its name';
    return named;
  }),
);

/** What is done with each event or message that a subscription consumes. */
export const subscriptionIterator = z.strictObject({
  item: text.exactOptional(),
  at: text.exactOptional(),
  do: taskList.exactOptional(),
  output: output.exactOptional(),
  export: output.exactOptional(),
});
