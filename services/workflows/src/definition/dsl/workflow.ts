import { z } from 'zod';
import { semver } from '../semver.ts';
import { authenticationPolicy } from './authentication.ts';
import { choose, isObject } from './choice.ts';
import { input, output } from './data-flow.ts';
import { duration } from './duration.ts';
import { endpoint } from './endpoint.ts';
import { error } from './error.ts';
import { eventStrategy, reading } from './events.ts';
import { retryPolicy } from './retry.ts';
import { task } from './task.ts';
import { timeout, timeoutOrName } from './task-base.ts';
import { taskList } from './task-list.ts';
import { condition, hasAny, mapping, text } from './values.ts';

const label = z
  .string()
  .regex(
    /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/,
    'expected 1 to 63 letters, digits and hyphens, no hyphen at an end',
  );
const version = z.string().max(256).regex(semver, 'expected a semantic version such as 1.0.0');

/** Drafts of 1.0 are taken as what came of them: where that is otherwise, what they say is refused in its place. */
const dsl = z
  .string()
  .regex(
    /^1\.0\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/,
    'expected version 1.0.x of the DSL, such as 1.0.3',
  );

const about = z.strictObject({
  dsl,
  namespace: label,
  name: label,
  version,
  title: text.exactOptional(),
  summary: text.exactOptional(),
  tags: mapping.exactOptional(),
  metadata: mapping.exactOptional(),
});

const extension = z.strictObject({
  extend: z.enum([
    'call',
    'composite',
    'emit',
    'extension',
    'for',
    'listen',
    'raise',
    'run',
    'set',
    'switch',
    'try',
    'wait',
    'all',
  ]),
  when: condition.exactOptional(),
  before: taskList.exactOptional(),
  after: taskList.exactOptional(),
});
const namedExtension = z.record(z.string(), extension);

const use = z.strictObject({
  authentications: z.record(z.string(), authenticationPolicy).exactOptional(),
  errors: z.record(z.string(), error).exactOptional(),
  extensions: z
    .array(
      choose<typeof namedExtension>((value) =>
        isObject(value) && Object.keys(value).length === 1 ? namedExtension : 'expected one extension under its name',
      ),
    )
    .exactOptional(),
  functions: z.record(z.string(), task).exactOptional(),
  retries: z.record(z.string(), retryPolicy).exactOptional(),
  secrets: z.array(z.string()).exactOptional(),
  timeouts: z.record(z.string(), timeout).exactOptional(),
  catalogs: z.record(z.string(), z.strictObject({ endpoint })).exactOptional(),
});

const schedule = z
  .strictObject({
    every: duration.exactOptional(),
    cron: z.string().exactOptional(),
    after: duration.exactOptional(),
    on: eventStrategy.exactOptional(),
    read: reading.exactOptional(),
  })
  .refine(({ read, ...rules }) => hasAny(rules), 'expected one of every, cron, after, on')
  .refine(({ read, on }) => read === undefined || on !== undefined, {
    path: ['read'],
    error: 'expected beside on alone: it tells how events are read',
  });

/** Expressions are jq; `strict`, where nothing is told, looks for them in `${ }` alone. */
const evaluate = z.strictObject({
  language: z.literal('jq').exactOptional(),
  mode: z.enum(['strict', 'loose']).exactOptional(),
});

/** A document of the Serverless Workflow DSL 1.0. */
export const workflow = z.strictObject({
  document: about,
  input: input.exactOptional(),
  use: use.exactOptional(),
  do: taskList,
  timeout: timeoutOrName.exactOptional(),
  output: output.exactOptional(),
  schedule: schedule.exactOptional(),
  evaluate: evaluate.exactOptional(),
});
