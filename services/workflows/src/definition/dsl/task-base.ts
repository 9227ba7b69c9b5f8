import { z } from 'zod';
import { textOr } from './choice.ts';
import { input, output } from './data-flow.ts';
import { duration } from './duration.ts';
import { condition, mapping, text } from './values.ts';

export const timeout = z.strictObject({ after: duration });
/** A timeout, or the name of one in `use.timeouts`. */
export const timeoutOrName = textOr(text, timeout);
/** `continue`, `exit`, `end`, or the name of a task in the same list. */
export const flowDirective = z.string();

/** What every task may say. */
export const taskBase = {
  if: condition.exactOptional(),
  input: input.exactOptional(),
  output: output.exactOptional(),
  export: output.exactOptional(),
  timeout: timeoutOrName.exactOptional(),
  // biome-ignore lint/suspicious/noThenProperty: the DSL names it so
  then: flowDirective.exactOptional(),
  metadata: mapping.exactOptional(),
} as const;
