import { z } from 'zod';
import { bytesAnswer } from './bytes.ts';
import { id } from './id.ts';
import { ifMatch } from './if-match.ts';
import { fault } from './mesh-error.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { timestamp } from './timestamp.ts';

const DOCUMENT_BYTES = 16 * 1024 * 1024;
const documentTypes = ['application/yaml', 'application/json'] as const;

const name = z.string().max(63);
/** The human-readable identity of a workflow. */
export const identity = { namespace: name, name, version: z.string().max(256) };
/** Path of operations that read or start one version of a workflow. */
export const workflowPath = z.strictObject({
  workflowId: z
    .union([id('wf'), z.string().min(1).max(128)])
    .meta({ description: 'An id, or `namespace/name` (URL-encoded) for the latest version.' }),
});

export const workflow = z.object({
  id: id('wf'),
  ...identity,
  digest: z.string().meta({ description: 'SHA-256 of the document as canonical JSON (RFC 8785), in hexadecimal.' }),
  status: z.enum(['active', 'archived']),
  createdAt: timestamp,
});

/** Changes with the status, since a document never changes. */
export const workflowEtag = ({ digest, status }: Pick<z.output<typeof workflow>, 'digest' | 'status'>) =>
  `"${status}-${digest}"`;

export const createWorkflow = defineOperation({
  service: 'workflows',
  name: 'createWorkflow',
  summary: 'Save a workflow document.',
  description:
    'A document of the Serverless Workflow DSL 1.0. The same content again answers the same workflow; other content needs another version. Each of the `errors` of a refusal points into the document and tells line and column, and so do the `warnings` of what is saved.',
  scope: 'workflows:write',
  http: {
    method: 'POST',
    path: '/v1/workflows',
    status: { oneOf: [200, 201], of: ({ created }) => (created ? 201 : 200) },
    location: (made) => `/v1/workflows/${made.id}`,
    etag: workflowEtag,
    bodyKind: 'text',
    mediaTypes: documentTypes,
    maxBytes: DOCUMENT_BYTES,
  },
  creates: 'wf',
  body: z.strictObject({ contentType: z.enum(documentTypes), text: z.string() }),
  output: workflow.extend({
    created: z.boolean().meta({ description: 'This request made it.' }),
    warnings: z
      .array(fault)
      .default([])
      .meta({ description: 'What in it would fail if it were run now, such as a plugin that is not installed.' }),
  }),
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
  http: {
    method: 'GET',
    path: '/v1/workflows/{workflowId}/definition',
    status: 200,
    answerKind: 'bytes',
    headers: { vary: 'accept' },
  },
  params: workflowPath,
  headers: z.strictObject({ accept: z.string().max(1_000).optional() }),
  output: bytesAnswer,
  errors: ['not-found'],
});

export const deleteWorkflow = defineOperation({
  service: 'workflows',
  name: 'deleteWorkflow',
  summary: 'Archive a workflow.',
  description:
    'It starts no more. Executions that run go on, and the document stays readable. Only an id names what is archived: the latest version of a name may be another by now.',
  scope: 'workflows:write',
  http: { method: 'DELETE', path: '/v1/workflows/{workflowId}', status: 204 },
  params: z.strictObject({ workflowId: id('wf') }),
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'precondition-failed'],
});
