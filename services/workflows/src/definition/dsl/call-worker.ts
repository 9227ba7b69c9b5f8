import { z } from 'zod';
import { choose } from './choice.ts';
import { duration } from './duration.ts';
import { text } from './values.ts';

const attempts = choose<z.ZodType>((value) => (typeof value === 'string' ? text : z.number().int().min(1).max(1_000)));

/** What a task for a program outside is given: the name of a queue is known where it is spelled out. */
export const workerArguments = z.strictObject({
  queue: text,
  input: z.unknown().exactOptional(),
  timeout: duration.exactOptional(),
  heartbeat: duration.exactOptional(),
  attempts: attempts.exactOptional(),
});
