import { z } from 'zod';
import { choose, isObject, textOr } from './choice.ts';
import { duration } from './duration.ts';
import { error } from './error.ts';
import { eventStrategy, eventToEmit, reading } from './events.ts';
import { flowDirective, taskBase } from './task-base.ts';
import { subscriptionIterator } from './task-list.ts';
import { condition, someOrText, text } from './values.ts';

export const emitTask = z.strictObject({
  ...taskBase,
  emit: z.strictObject({ event: z.looseObject({ with: eventToEmit }) }),
});

export const listenTask = z.strictObject({
  ...taskBase,
  listen: z.strictObject({ to: eventStrategy, read: reading.exactOptional() }),
  foreach: subscriptionIterator.exactOptional(),
});

export const raiseTask = z.strictObject({ ...taskBase, raise: z.strictObject({ error: textOr(text, error) }) });

export const setTask = z.strictObject({ ...taskBase, set: someOrText });

const switchCase = z.record(
  z.string(),
  // biome-ignore lint/suspicious/noThenProperty: the DSL names it so
  z.strictObject({ when: condition.exactOptional(), then: flowDirective }),
);
export const switchTask = z.strictObject({
  ...taskBase,
  switch: z
    .array(
      choose<typeof switchCase>((value) =>
        isObject(value) && Object.keys(value).length === 1 ? switchCase : 'expected one case under its name',
      ),
    )
    .min(1),
});

export const waitTask = z.strictObject({ ...taskBase, wait: duration });
