import { z } from 'zod';
import { bytesAnswer } from './bytes.ts';
import { id } from './id.ts';
import { defineOperation, moment, timestamp } from './operation.ts';
import { page, pageOf } from './page.ts';

const DOCUMENT_BYTES = 16 * 1024 * 1024;
/** An input of 32 MiB and what is around it. */
const START_BYTES = 32 * 1024 * 1024 + 64 * 1024;
const MOST_WAIT_SECONDS = 60;
const MOST_JOURNAL_ITEMS = 1_000;
/** What lies in the bucket takes its time. */
const LARGE_MS = 60_000;

export const statuses = ['pending', 'running', 'waiting', 'suspended', 'cancelled', 'faulted', 'completed'] as const;
export type Status = (typeof statuses)[number];

const name = z.string().max(63);
const identity = { namespace: name, name, version: z.string().max(256) };

export const workflow = z.object({
  id: id('wf'),
  ...identity,
  digest: z.string().meta({ description: 'SHA-256 of the document as canonical JSON (RFC 8785), in hexadecimal.' }),
  status: z.enum(['active', 'archived']),
  createdAt: timestamp,
});

/** The error of the DSL: a problem (RFC 9457) whose `instance` is a JSON Pointer to the task that raised it. */
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

export const journalItem = z.object({
  seq: z.number().meta({ description: 'From 1, without a gap.' }),
  type: z.string(),
  task: z.string().optional().meta({ description: 'JSON Pointer to the task in the document.' }),
  at: timestamp,
  data: z.unknown(),
  traceId: z.string().optional(),
  dataTooLarge: z
    .literal(true)
    .optional()
    .meta({ description: 'What is larger than 256 KiB is left out of `data`, as the question asked.' }),
  dataUrl: z.string().optional().meta({ description: 'Where all of it is read.' }),
});

/** Fields of a query that are not in its schema ask for what the input contains. */
function onlyInputBesides(query: object, { addIssue }: z.RefinementCtx): void {
  const known = ['limit', 'cursor', 'workflow', 'status', 'from', 'to'];
  const keys = Object.keys(query).filter((key) => !known.includes(key) && !/^input(\.[^.]+)+$/.test(key));
  if (keys.length > 0) addIssue({ code: 'unrecognized_keys', keys });
}

/** Asked for by whoever shows an execution while it goes on. */
const large = z
  .enum(['omit'])
  .optional()
  .meta({ description: '`omit`: what is larger than 256 KiB is left out, and the answer says of what.' });

const wholeNumber = z.string().regex(/^[0-9]{1,15}$/, 'expected a whole number');
const workflowPath = z.strictObject({ workflowId: id('wf') });
const documentTypes = ['application/yaml', 'application/json'] as const;
/** A document never changes; what changes is whether it starts. */
export const workflowEtag = ({ digest, status }: Pick<z.output<typeof workflow>, 'digest' | 'status'>) =>
  `"${status}-${digest}"`;
/** An execution shows another state, or has ended at another moment; a retried one may fault again. */
export const executionEtag = ({
  status,
  endedAt,
  leftOut,
}: Pick<z.output<typeof execution>, 'status' | 'endedAt' | 'leftOut'>) =>
  `"${[status, ...(endedAt === undefined ? [] : [Date.parse(endedAt)]), ...(leftOut ?? [])].join('-')}"`;
const executionPath = z.strictObject({ executionId: id('exe') });

export const createWorkflow = defineOperation({
  service: 'workflows',
  name: 'createWorkflow',
  summary: 'Save a workflow document.',
  description:
    'A document of the Serverless Workflow DSL 1.0. The same content again answers the same workflow; other content needs another version. Each of the `errors` of a refusal points into the document and tells line and column.',
  scope: 'workflows:write',
  http: {
    method: 'POST',
    path: '/v1/workflows',
    status: ({ created }) => (created ? 201 : 200),
    location: (made) => `/v1/workflows/${made.id}`,
    etag: workflowEtag,
    bodyKind: 'text',
    mediaTypes: documentTypes,
    maxBytes: DOCUMENT_BYTES,
  },
  creates: 'wf',
  body: z.strictObject({ contentType: z.enum(documentTypes), text: z.string() }),
  output: workflow.extend({ created: z.boolean().meta({ description: 'This request made it.' }) }),
  errors: ['workflow-invalid', 'conflict', 'unprocessable'],
  deadlineMs: 60_000,
});

export const listWorkflows = defineOperation({
  service: 'workflows',
  name: 'listWorkflows',
  summary: 'List the active workflows.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/workflows', status: 200 },
  query: z.strictObject({
    ...page,
    namespace: name.optional(),
    name: name.optional(),
    search: z.string().max(200).optional().meta({ description: 'Part of the namespace or the name.' }),
  }),
  output: pageOf(workflow),
});

export const getWorkflow = defineOperation({
  service: 'workflows',
  name: 'getWorkflow',
  summary: 'Read a workflow.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/workflows/{workflowId}', status: 200, etag: workflowEtag },
  params: workflowPath,
  output: workflow,
  errors: ['not-found'],
});

export const getWorkflowDefinition = defineOperation({
  service: 'workflows',
  name: 'getWorkflowDefinition',
  summary: 'Read the document of a workflow.',
  description: 'As it was sent, or as YAML or JSON where `Accept` prefers the other.',
  scope: 'workflows:read',
  http: { method: 'GET', path: '/v1/workflows/{workflowId}/definition', status: 200, answerKind: 'bytes' },
  params: workflowPath,
  headers: z.strictObject({ accept: z.string().max(1_000).optional() }),
  output: bytesAnswer,
  errors: ['not-found'],
});

export const deleteWorkflow = defineOperation({
  service: 'workflows',
  name: 'deleteWorkflow',
  summary: 'Archive a workflow.',
  description: 'It starts no more. Executions that run go on, and the document stays readable.',
  scope: 'workflows:write',
  http: { method: 'DELETE', path: '/v1/workflows/{workflowId}', status: 204 },
  params: workflowPath,
  headers: z.strictObject({ 'if-match': z.string().max(200).optional() }),
  output: z.object({}),
  errors: ['not-found', 'precondition-failed'],
});

/** A timer that nobody lives to see is a mistake. */
const isImaginable = (text: string): boolean => Date.parse(text) < Date.UTC(2200, 0);

export const startExecution = defineOperation({
  service: 'workflows',
  name: 'startExecution',
  summary: 'Start a workflow.',
  description: '`{workflowId}` is an id, or `namespace/name` (URL-encoded) for the latest version.',
  scope: 'executions:write',
  http: {
    method: 'POST',
    path: '/v1/workflows/{workflowId}/executions',
    status: (answer) => (answer.endedAt === undefined ? 202 : 200),
    location: (answer) => `/v1/executions/${answer.id}`,
    maxBytes: START_BYTES,
  },
  creates: 'exe',
  params: z.strictObject({ workflowId: z.string().min(1).max(128) }),
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
      from: moment.optional(),
      to: moment.optional(),
    })
    .catchall(z.string())
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

export const readJournal = defineOperation({
  service: 'workflows',
  name: 'readJournal',
  summary: 'Read the durable history of an execution.',
  description: 'A page holds at most 32 MiB of what is large; `nextAfter` goes on from there.',
  scope: 'executions:read',
  http: { method: 'GET', path: '/v1/executions/{executionId}/journal', status: 200 },
  params: executionPath,
  query: z.strictObject({
    after: wholeNumber.transform(Number).optional().meta({ description: '`seq` of the last item already read.' }),
    limit: wholeNumber.transform(Number).pipe(z.number().min(1).max(MOST_JOURNAL_ITEMS)).optional(),
    large,
  }),
  output: z.object({
    items: z.array(journalItem),
    epoch: z.number().meta({ description: 'Part of the live cursor `<epoch>:<seq>`.' }),
    ended: z.boolean().meta({ description: 'Whether the execution is over; no item follows its last one.' }),
    nextAfter: z.number().meta({ description: '`after` of the next question.' }),
  }),
  errors: ['not-found', 'integrity-violation'],
  deadlineMs: LARGE_MS,
});

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
