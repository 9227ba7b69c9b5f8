import { z } from 'zod';
import { id } from './id.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { timestamp } from './timestamp.ts';
import { REQUEST_BYTES } from './value-bytes.ts';

const MOST_AT_ONCE = 100;
export const LONGEST_WAIT_MS = 30_000;
/** Deadline in ms: a large output is stored in the bucket first. */
const COMPLETION_MS = 30_000;
const MOST_PROGRESS_CHARACTERS = 16_384;

/** Not validated again: the input was parsed from JSON, and checking a large value takes seconds. */
const anyJson = z.unknown() as unknown as z.ZodType<z.core.util.JSONType>;

/** Names of queues are restricted, since they are parts of addresses. */
export const queueName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected a name of letters, digits, `.`, `_` and `-`');

const task = z.object({
  id: id('tsk'),
  queue: queueName,
  attempt: z
    .number()
    .meta({ description: 'How often it was taken, with this time. Say it in all that you tell of it.' }),
  key: z.string().meta({ description: 'Tells this work from all other; the same for whoever takes the task again.' }),
  input: z.unknown(),
  progress: z.unknown().optional().meta({ description: 'What whoever had it before told last.' }),
  executionId: id('exe'),
  task: z.string().meta({ description: 'JSON Pointer to the task in the document.' }),
  heartbeatMs: z.number().meta({ description: 'Who tells nothing for so long loses the task.' }),
  leaseUntil: timestamp,
});

const queuePath = z.strictObject({ queue: queueName });
const taskPath = z.strictObject({ queue: queueName, taskId: id('tsk') });
const attempt = z.int().min(1);
const path = (verb: string) => `/v1/queues/{queue}/tasks/{taskId}/${verb}` as const;
/** Errors of a report that comes too late, since the task has ended or another worker has it. */
const late = ['not-found', 'conflict'] as const;

export const listQueues = defineOperation({
  service: 'workflows',
  name: 'listQueues',
  summary: 'List the queues that hold tasks for workers.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/queues', status: 200 },
  description: 'By name. A queue is there while it holds a task.',
  query: z.strictObject(page),
  output: pageOf(
    z.object({
      queue: queueName,
      depth: z.number().meta({ description: 'Tasks that are not done.' }),
      waiting: z.number().meta({ description: 'Those that may be taken now.' }),
      underWay: z.number().meta({ description: 'Those that a worker has.' }),
      oldestAgeMs: z.number().meta({ description: 'How long the oldest of those has been here that may be taken.' }),
    }),
  ),
});

export const takeTasks = defineOperation({
  service: 'workflows',
  name: 'takeTasks',
  summary: 'Take tasks from a queue, each for you alone while its lease lasts.',
  description:
    'The oldest first. Where there is none, the answer waits up to `waitMs` for one. A lease lasts `heartbeatMs` and is prolonged by `progress`.',
  scope: 'tasks:work',
  http: { method: 'POST', path: '/v1/queues/{queue}/tasks:take', status: 200 },
  params: queuePath,
  body: z.strictObject({
    max: z.int().min(1).max(MOST_AT_ONCE).default(1),
    waitMs: z.int().min(0).max(LONGEST_WAIT_MS).default(0),
    worker: z.string().min(1).max(128).default('worker').meta({ description: 'Who takes them, for people to read.' }),
  }),
  output: z.object({ tasks: z.array(task) }),
  deadlineMs: LONGEST_WAIT_MS + 10_000,
});

export const progressTask = defineOperation({
  service: 'workflows',
  name: 'progressTask',
  summary: 'Prolong the lease of a task, and tell how far it is.',
  description: 'What is told is in the journal and the live events of the execution, the last of each half a second.',
  scope: 'tasks:work',
  http: { method: 'POST', path: path('progress'), status: 200 },
  params: taskPath,
  body: z.strictObject({
    attempt,
    progress: z
      .json()
      .optional()
      .refine((value) => value === undefined || JSON.stringify(value).length <= MOST_PROGRESS_CHARACTERS, {
        message: `expected at most ${MOST_PROGRESS_CHARACTERS} characters of JSON`,
      }),
  }),
  output: z.object({ leaseUntil: timestamp }),
  errors: late,
});

export const completeTask = defineOperation({
  service: 'workflows',
  name: 'completeTask',
  summary: 'Say that a task is done, and what came of it.',
  description: 'Saying it twice is saying it once. 409 where the task was given to another meanwhile, or is over.',
  scope: 'tasks:work',
  http: { method: 'POST', path: path('complete'), status: 200, maxBytes: REQUEST_BYTES },
  params: taskPath,
  body: z.strictObject({ attempt, output: anyJson.default(null) }),
  output: z.object({}),
  errors: [...late, 'payload-too-large'],
  deadlineMs: COMPLETION_MS,
});

export const failTask = defineOperation({
  service: 'workflows',
  name: 'failTask',
  summary: 'Say that a task failed: its workflow fails with the error, or the task goes back into the queue.',
  scope: 'tasks:work',
  http: { method: 'POST', path: path('fail'), status: 200 },
  params: taskPath,
  body: z.strictObject({
    attempt,
    error: z.strictObject({
      type: z.string().max(512).optional().meta({ description: 'The runtime error of the DSL by default.' }),
      status: z.int().min(400).max(599).default(500),
      title: z.string().max(256).optional(),
      detail: z.string().max(8_192).optional(),
    }),
    retry: z.boolean().default(false).meta({
      description: 'It can be taken again after a pause that grows with its attempts, from a second to a minute.',
    }),
  }),
  output: z.object({}),
  errors: late,
});
