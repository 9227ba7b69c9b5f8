import { z } from 'zod';
import {
  execution,
  executionEtag,
  executionPath,
  LARGE_MS,
  large,
  statuses,
  workflowError,
} from './execution-shapes.ts';
import { id } from './id.ts';
import { ifMatch } from './if-match.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { MOST_WAIT_SECONDS } from './prefer-wait.ts';
import { moment, timestamp } from './timestamp.ts';
import { REQUEST_BYTES } from './value-bytes.ts';
import { workflowPath } from './workflows.ts';

const MOST_IN_A_BATCH = 1_000;
const BATCH_BYTES = 16 * 1024 * 1024;

/** A start that nobody will live to see is a mistake. */
const isImaginable = (text: string): boolean => Date.parse(text) < Date.UTC(2200, 0);

export const startExecution = defineOperation({
  service: 'workflows',
  name: 'startExecution',
  summary: 'Start a workflow.',
  scope: 'executions:write',
  http: {
    method: 'POST',
    path: '/v1/workflows/{workflowId}/executions',
    status: { oneOf: [200, 202], of: ({ endedAt }) => (endedAt === undefined ? 202 : 200) },
    location: (answer) => `/v1/executions/${answer.id}`,
    maxBytes: REQUEST_BYTES,
  },
  creates: 'exe',
  params: workflowPath,
  headers: z.strictObject({
    prefer: z
      .string()
      .max(200)
      .optional()
      .meta({ description: `\`wait=SECONDS\`, at most ${MOST_WAIT_SECONDS}: answer once it has ended.` }),
  }),
  body: z.strictObject({
    input: z.unknown().optional(),
    startAt: moment
      .refine(isImaginable, 'expected a moment before the year 2200')
      .optional()
      .meta({ description: 'It is pending until then.' }),
    concurrencyKey: z.string().min(1).max(256).optional().meta({
      description:
        'Of a workflow, so many executions with one key run at a time as `document.metadata.concurrency` says, one by default.',
    }),
    priority: z.int().min(-10).max(10).optional().meta({ description: 'Higher begins earlier among what is pending.' }),
  }),
  output: execution,
  errors: ['not-found', 'unprocessable', 'rate-limited', 'payload-too-large'],
  deadlineMs: (MOST_WAIT_SECONDS + 5) * 1_000,
});

export const startExecutions = defineOperation({
  service: 'workflows',
  name: 'startExecutions',
  summary: `Start a workflow up to ${MOST_IN_A_BATCH} times.`,
  description: 'All are durable when it answers. Their ids are in the order of the inputs.',
  scope: 'executions:write',
  http: { method: 'POST', path: '/v1/workflows/{workflowId}/executions:batch', status: 202, maxBytes: BATCH_BYTES },
  creates: 'exe',
  params: workflowPath,
  body: z.strictObject({ inputs: z.array(z.json()).min(1).max(MOST_IN_A_BATCH) }),
  output: z.object({ items: z.array(z.object({ id: id('exe'), status: z.enum(statuses) })) }),
  errors: ['not-found', 'unprocessable', 'rate-limited'],
  deadlineMs: 30_000,
});

/** Query fields outside the schema have to be filters on the input. */
function onlyInputBesides(query: object, { addIssue }: z.RefinementCtx): void {
  const known = ['limit', 'cursor', 'workflow', 'status', 'awaiting', 'parent', 'from', 'to'];
  const keys = Object.keys(query).filter((key) => !known.includes(key) && !/^input(\.[^.]+)+$/.test(key));
  if (keys.length > 0) addIssue({ code: 'unrecognized_keys', keys });
}

export const listExecutions = defineOperation({
  service: 'workflows',
  name: 'listExecutions',
  summary: 'List the executions.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/executions', status: 200 },
  description:
    'By what the input contains as well: `?input.customer.id=42` finds numbers and texts, in inputs of up to 256 KiB.',
  query: z
    .object({
      ...page,
      workflow: z.string().optional().meta({ description: 'An id, or `namespace/name` for all versions.' }),
      status: z.enum(statuses).optional(),
      awaiting: z
        .enum(['approval'])
        .optional()
        .meta({ description: '`approval`: those that wait now for a person to approve of a tool.' }),
      parent: id('exe').optional().meta({ description: 'The execution whose tasks run them.' }),
      from: moment.optional(),
      to: moment.optional(),
    })
    .catchall(z.union([z.string(), z.number(), z.boolean()]))
    .superRefine(onlyInputBesides),
  output: pageOf(execution),
});

export const getExecution = defineOperation({
  service: 'workflows',
  name: 'getExecution',
  summary: 'Read an execution.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/executions/{executionId}', status: 200, etag: executionEtag },
  params: executionPath,
  query: z.strictObject({ large }),
  output: execution,
  errors: ['not-found', 'integrity-violation'],
  deadlineMs: LARGE_MS,
});

export const deleteExecution = defineOperation({
  service: 'workflows',
  name: 'deleteExecution',
  summary: 'Erase an execution that has ended.',
  description:
    'Its history and its large values go as well, also where it is archived. What runs is cancelled first; what another execution runs is erased once that has ended.',
  scope: 'executions:write',
  http: { method: 'DELETE', path: '/v1/executions/{executionId}', status: 204 },
  params: executionPath,
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'conflict', 'precondition-failed'],
  deadlineMs: LARGE_MS,
});

export const explainExecution = defineOperation({
  service: 'workflows',
  name: 'explainExecution',
  summary: 'Tell why an execution is not running now.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/executions/{executionId}/explain', status: 200 },
  params: executionPath,
  output: z.object({
    state: z.enum(statuses),
    reason: z.string(),
    blockedBy: z.string().optional(),
    unblockedBy: z.string().optional(),
    since: timestamp,
  }),
  errors: ['not-found'],
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
