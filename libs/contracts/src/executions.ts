import { z } from 'zod';
import { id } from './id.ts';
import { defineOperation, moment } from './operation.ts';
import { execution, statuses, workflowError } from './workflows.ts';

const MOST_IN_A_BATCH = 1_000;
const BATCH_BYTES = 16 * 1024 * 1024;
const executionPath = z.strictObject({ executionId: id('exe') });
const task = z
  .string()
  .max(1_000)
  .meta({ description: 'JSON Pointer to a task in the document, such as `/do/0/greet`.' });

const raise = z
  .strictObject({
    task: task.optional(),
    turns: z.int().min(1).optional(),
    tokens: z.int().min(1).optional(),
    cost: z.number().min(0).optional(),
  })
  .meta({ description: 'New bounds of what may be spent on models: of the agent at `task`, else of the execution.' });

export const suspendExecution = defineOperation({
  service: 'workflows',
  name: 'suspendExecution',
  summary: 'Suspend an execution.',
  description: 'It begins nothing more until it is resumed. What is under way ends, and waits.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions/{executionId}/suspend', status: 200 },
  params: executionPath,
  output: execution,
  errors: ['not-found', 'conflict'],
});

export const resumeExecution = defineOperation({
  service: 'workflows',
  name: 'resumeExecution',
  summary: 'Resume a suspended execution.',
  description:
    'Where a call that may be made once was not answered, say its `outcome`: `repeat` it, or go on with an `output` or an `error`. Where a budget was reached, raise it by `budget`.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions/{executionId}/resume', status: 200 },
  params: executionPath,
  body: z.strictObject({
    outcome: z
      .union([
        z.strictObject({ task: task.optional(), repeat: z.literal(true) }),
        z.strictObject({ task: task.optional(), error: workflowError }),
        z.strictObject({ task: task.optional(), output: z.json() }),
      ])
      .optional(),
    budget: raise.optional(),
  }),
  output: execution,
  errors: ['not-found', 'conflict'],
});

export const retryExecution = defineOperation({
  service: 'workflows',
  name: 'retryExecution',
  summary: 'Retry a faulted execution from the task that failed.',
  description: 'What was done stays done. Tasks beside the one that failed go on where they were.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions/{executionId}/retry', status: 200 },
  params: executionPath,
  output: execution,
  errors: ['not-found', 'conflict'],
});

export const forkExecution = defineOperation({
  service: 'workflows',
  name: 'forkExecution',
  summary: 'Start a new execution from the past of another, up to the first beginning of a task.',
  scope: 'executions:write',
  http: {
    method: 'POST',
    path: '/v1/executions/{executionId}/fork',
    status: 202,
    location: (made) => `/v1/executions/${made.id}`,
  },
  creates: 'exe',
  params: executionPath,
  body: z.strictObject({
    fromTask: task,
    input: z.json().optional().meta({ description: 'What the task gets instead of its own input.' }),
  }),
  output: execution,
  errors: ['not-found', 'unprocessable', 'payload-too-large'],
  deadlineMs: 15_000,
});

const side = z.object({
  outcome: z.enum(['completed', 'faulted', 'skipped', 'cancelled', 'unfinished', 'absent']),
  output: z.unknown().optional(),
  error: workflowError.optional(),
  leftOut: z
    .array(z.enum(['output']))
    .optional()
    .meta({ description: 'An output larger than 256 KiB is told by its size and digest, `{bytes, sha256}`.' }),
});

export const diffExecutions = defineOperation({
  service: 'workflows',
  name: 'diffExecutions',
  summary: 'Tell where two executions of a workflow differ, task by task.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/executions/{executionId}/diff', status: 200 },
  params: executionPath,
  query: z.strictObject({ with: id('exe') }),
  output: z.object({
    input: z.object({ same: z.boolean() }),
    tasks: z
      .array(z.object({ task: z.string(), run: z.number(), left: side, right: side }))
      .meta({ description: 'The runs of tasks that differ. `run` counts how often a task has begun, from 1.' }),
    same: z.number().meta({ description: 'How many runs of tasks are alike.' }),
    end: z.object({ left: z.enum(statuses), right: z.enum(statuses) }),
  }),
  errors: ['not-found', 'unprocessable'],
});

export const startExecutions = defineOperation({
  service: 'workflows',
  name: 'startExecutions',
  summary: `Start a workflow up to ${MOST_IN_A_BATCH} times.`,
  description: 'All are durable when it answers. Their ids are in the order of the inputs.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/workflows/{workflowId}/executions:batch', status: 202, maxBytes: BATCH_BYTES },
  creates: 'exe',
  params: z.strictObject({ workflowId: z.string().min(1).max(128) }),
  body: z.strictObject({ inputs: z.array(z.json()).min(1).max(MOST_IN_A_BATCH) }),
  output: z.object({ items: z.array(z.object({ id: id('exe'), status: z.enum(statuses) })) }),
  errors: ['not-found', 'unprocessable', 'rate-limited'],
  deadlineMs: 30_000,
});

const filter = z.strictObject({
  workflow: z.string().max(128).optional().meta({ description: 'An id, or `namespace/name` for all versions.' }),
  status: z.enum(statuses).optional(),
  from: moment.optional(),
  to: moment.optional(),
  input: z
    .record(z.string(), z.json())
    .optional()
    .meta({ description: 'What the input has to contain; of inputs of up to 256 KiB.' }),
});
const asked = z.object({
  count: z.number().meta({ description: 'How many were asked.' }),
  more: z.boolean().meta({ description: 'There are more that fit; ask again.' }),
});

export const cancelExecutions = defineOperation({
  service: 'workflows',
  name: 'cancelExecutions',
  summary: 'Cancel all executions that fit a filter.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions:cancel', status: 202 },
  body: z.strictObject({ filter }),
  output: asked,
  deadlineMs: 30_000,
});

export const retryExecutions = defineOperation({
  service: 'workflows',
  name: 'retryExecutions',
  summary: 'Retry all faulted executions that fit a filter.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions:retry', status: 202 },
  body: z.strictObject({ filter: filter.omit({ status: true }) }),
  output: asked,
  deadlineMs: 30_000,
});
