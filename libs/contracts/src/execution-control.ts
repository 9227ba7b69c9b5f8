import { z } from 'zod';
import { execution, executionPath, statuses, workflowError } from './execution-shapes.ts';
import { id } from './id.ts';
import { defineOperation } from './operation.ts';
import { moment } from './timestamp.ts';

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

export const cancelExecution = defineOperation({
  service: 'workflows',
  name: 'cancelExecution',
  summary: 'Cancel an execution.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions/{executionId}/cancel', status: 200 },
  params: executionPath,
  output: execution,
  errors: ['not-found', 'conflict'],
});

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
    fromTask: z
      .string()
      .max(1_000)
      .meta({
        description:
          'JSON Pointer to a task in the document, such as `/do/0/greet`, or its name where one task alone has it.',
        examples: ['/do/0/greet'],
      }),
    input: z.json().optional().meta({ description: 'What the task gets instead of its own input.' }),
  }),
  output: execution,
  errors: ['not-found', 'unprocessable', 'payload-too-large'],
  deadlineMs: 15_000,
});

const filter = z.strictObject({
  workflow: z.string().max(128).optional().meta({ description: 'An id, or `namespace/name` for all versions.' }),
  status: z.enum(statuses).optional(),
  parent: id('exe').optional().meta({ description: 'The execution whose tasks run them.' }),
  from: moment.optional(),
  to: moment.optional(),
  input: z
    .record(z.string(), z.json())
    .optional()
    .meta({ description: 'What the input has to contain; of inputs of up to 256 KiB.' }),
});
const cursor = id('exe').optional().meta({ description: '`nextCursor` of the answer before.' });
const asked = z.object({
  count: z.number().meta({ description: 'How many were asked.' }),
  more: z.boolean().meta({ description: 'There may be more that fit; ask again with `nextCursor`.' }),
  nextCursor: z.string().optional(),
});

export const cancelExecutions = defineOperation({
  service: 'workflows',
  name: 'cancelExecutions',
  summary: 'Cancel all executions that fit a filter.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions:cancel', status: 202 },
  body: z.strictObject({ filter, cursor }),
  output: asked,
  deadlineMs: 30_000,
});

export const retryExecutions = defineOperation({
  service: 'workflows',
  name: 'retryExecutions',
  summary: 'Retry all faulted executions that fit a filter.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/executions:retry', status: 202 },
  body: z.strictObject({ filter: filter.omit({ status: true }), cursor }),
  output: asked,
  deadlineMs: 30_000,
});
