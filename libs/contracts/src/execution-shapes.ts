import { z } from 'zod';
import { id } from './id.ts';
import { timestamp } from './timestamp.ts';
import { identity } from './workflows.ts';

export const statuses = ['pending', 'running', 'waiting', 'suspended', 'cancelled', 'faulted', 'completed'] as const;
export type Status = (typeof statuses)[number];

/** An error of the DSL: a problem (RFC 9457) whose `instance` is a JSON Pointer to the task that raised it. */
export const workflowError = z.object({
  type: z.string(),
  status: z.number(),
  title: z.string().optional(),
  detail: z.string().optional(),
  instance: z.string().optional(),
});

export const execution = z.object({
  id: id('exe'),
  workflow: z.object({ id: id('wf'), ...identity }),
  parent: z
    .object({ id: id('exe'), task: z.string() })
    .optional()
    .meta({ description: 'The execution that runs it, and the task of it that does, by its JSON pointer.' }),
  status: z.enum(statuses),
  input: z.unknown(),
  output: z.unknown().optional(),
  error: workflowError.optional(),
  startedAt: timestamp,
  endedAt: timestamp.optional(),
  leftOut: z
    .array(z.enum(['input', 'output', 'error']))
    .optional()
    .meta({
      description: 'What is larger than 256 KiB and not told here; reading the execution by its id tells it.',
      examples: [['input']],
    }),
});

/** Changes with the state of an execution and the time of its end; a retried one may fault again. */
export const executionEtag = ({
  status,
  endedAt,
  leftOut,
}: Pick<z.output<typeof execution>, 'status' | 'endedAt' | 'leftOut'>) =>
  `"${[status, ...(endedAt === undefined ? [] : [Date.parse(endedAt)]), ...(leftOut ?? [])].join('-')}"`;

export const executionPath = z.strictObject({ executionId: id('exe') });

/** For clients that show an execution while it runs. */
export const large = z
  .enum(['omit'])
  .optional()
  .meta({ description: '`omit`: what is larger than 256 KiB is left out, and the answer says of what.' });
/** Deadline in ms if values have to be read from the bucket. */
export const LARGE_MS = 60_000;
