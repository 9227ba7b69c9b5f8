import { z } from 'zod';
import { choose, textOr } from './choice.ts';
import { errorFilter } from './error.ts';
import { retryPolicy } from './retry.ts';
import { flowDirective, taskBase } from './task-base.ts';
import { taskList } from './task-list.ts';
import { condition, mapping, text } from './values.ts';

export const doTask = z.strictObject({ ...taskBase, do: taskList });

const items = z.array(mapping);

export const forTask = z.strictObject({
  ...taskBase,
  for: z.strictObject({
    each: text.exactOptional(),
    in: choose<typeof condition | typeof items>((value) => (Array.isArray(value) ? items : condition)),
    at: text.exactOptional(),
  }),
  while: condition.exactOptional(),
  do: taskList,
});

export const forkTask = z.strictObject({
  ...taskBase,
  fork: z.strictObject({ branches: taskList, compete: z.boolean().exactOptional() }),
});

export const tryTask = z.strictObject({
  ...taskBase,
  try: taskList,
  catch: z.strictObject({
    errors: z.looseObject({ with: errorFilter.exactOptional() }).exactOptional(),
    as: text.exactOptional(),
    when: condition.exactOptional(),
    exceptWhen: condition.exactOptional(),
    retry: textOr(text, retryPolicy).exactOptional(),
    do: taskList.exactOptional(),
    // biome-ignore lint/suspicious/noThenProperty: the DSL names it so
    then: flowDirective.exactOptional(),
  }),
});
