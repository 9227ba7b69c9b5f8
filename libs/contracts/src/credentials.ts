import { z } from 'zod';
import { bytesAnswer } from './bytes.ts';
import { id } from './id.ts';
import { defineOperation, page, pageOf, timestamp } from './operation.ts';

const noStore = { 'cache-control': 'no-store' };
const BROKER_BYTES = 10 * 1024 * 1024;
/** Longest value of one secret field, in bytes of UTF-8. */
export const SECRET_BYTES = 64 * 1024;

const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'expected Unicode text without NUL');
const credentialName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,127}$/u, 'expected 1 to 128 letters, digits, spaces, dots, dashes and _')
  .refine((name) => !name.startsWith('cred_'), 'expected a name that is not like an id')
  .meta({ examples: ['answers-api'] });
const environmentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected 1 to 32 of a-z, 0-9 and -')
  .meta({ examples: ['production'] });
const label = text(64);

export const fieldTypes = ['string', 'number', 'boolean', 'enum'] as const;
const fieldValue = z.union([z.string(), z.number(), z.boolean()], 'expected a text, a number, true or false');
export type FieldValue = z.infer<typeof fieldValue>;
const fieldValues = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'expected the name of a field'), fieldValue)
  .meta({ description: 'A value for each field of the type.', examples: [{ token: 'the secret' }] });

export const credentialType = z.object({
  name: z.string(),
  title: z.string(),
  category: z.string(),
  description: z.string().optional(),
  documentationUrl: z.string().optional(),
  fields: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      type: z.enum(fieldTypes),
      required: z.boolean(),
      secret: z.boolean().meta({ description: 'Sealed, and masked in every answer but a reveal.' }),
      default: fieldValue.optional(),
      options: z.array(z.string()).optional().meta({ description: 'The values of an enum.' }),
      description: z.string().optional(),
      placeholder: z.string().optional().meta({ description: 'What a value looks like.' }),
      pattern: z.string().optional().meta({ description: 'A regular expression that the value must match.' }),
      multiline: z.boolean().optional().meta({ description: 'The value has several lines.' }),
    }),
  ),
  hosts: z
    .array(z.string())
    .meta({ description: 'Good `allowedHosts` to begin with; `{field}` stands for the value of a field.' }),
  testable: z.boolean().meta({ description: 'There is a test call.' }),
  connectable: z.boolean().meta({ description: 'A person connects it in a browser: see `startOAuth2`.' }),
});

const allowedHost = z
  .string()
  .max(260)
  .regex(/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?$/i, 'expected `host` or `host:port`')
  .meta({ examples: ['api.example.com', 'localhost:8080'] });
const allowedHosts = z
  .array(allowedHost)
  .max(50)
  .meta({ description: 'Where the broker may send the secret. `host` means any port of it; none means nowhere.' });

export const credential = z.object({
  id: id('cred'),
  name: z.string(),
  type: z.string(),
  environment: z.string(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  allowedHosts: z.array(z.string()),
  fields: z
    .record(z.string(), fieldValue)
    .meta({ description: 'Plain fields as they are, secrets masked.', examples: [{ api_key: '••••3f9a' }] }),
  version: z.number().meta({ description: 'The version of its data that counts.' }),
  revision: z.number().meta({ description: 'Grows with every change; the ETag.' }),
  lastTest: z.object({ success: z.boolean(), message: z.string(), testedAt: timestamp }).nullable(),
  expiresAt: timestamp.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});

const credentialPath = z.strictObject({ credentialId: id('cred') });
const ifMatch = z.strictObject({ 'if-match': z.string().max(200).optional() });
const etag = ({ revision }: { revision: number }) => `"${revision}"`;
const moment = z.iso.datetime({ offset: true, error: 'expected a moment as RFC 3339' });

export const listCredentialTypes = defineOperation({
  service: 'credentials',
  name: 'listCredentialTypes',
  summary: 'List the types that a credential can have.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credential-types', status: 200 },
  query: z.strictObject(page),
  output: pageOf(credentialType),
});

export const getCredentialType = defineOperation({
  service: 'credentials',
  name: 'getCredentialType',
  summary: 'Read a credential type: all that a form for it needs.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credential-types/{name}', status: 200 },
  params: z.strictObject({ name: z.string().max(64) }),
  output: credentialType,
  errors: ['not-found'],
});

export const createCredential = defineOperation({
  service: 'credentials',
  name: 'createCredential',
  summary: 'Store a credential.',
  scope: 'credentials:write',
  creates: 'cred',
  http: {
    method: 'POST',
    path: '/v1/credentials',
    status: 201,
    location: ({ id }) => `/v1/credentials/${id}`,
    etag,
    headers: noStore,
  },
  body: z.strictObject({
    name: credentialName,
    type: z.string().max(64),
    environment: environmentName.default('production'),
    data: fieldValues,
    description: text(1_000).optional(),
    tags: z.array(label).max(20).default([]),
    allowedHosts: allowedHosts.default([]),
    expiresAt: moment.optional(),
  }),
  output: credential,
  errors: ['conflict', 'unprocessable', 'payload-too-large', 'audit-unavailable'],
});

export const listCredentials = defineOperation({
  service: 'credentials',
  name: 'listCredentials',
  summary: 'List the credentials, without their secrets.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credentials', status: 200, headers: noStore },
  query: z.strictObject({
    ...page,
    type: z.string().max(64).optional(),
    environment: z.string().max(32).optional(),
    tag: z.string().max(64).optional(),
    search: text(128).optional().meta({ description: 'Part of the name or description.' }),
  }),
  output: pageOf(credential),
  errors: ['audit-unavailable'],
});

export const getCredential = defineOperation({
  service: 'credentials',
  name: 'getCredential',
  summary: 'Read a credential, without its secrets.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credentials/{credentialId}', status: 200, etag, headers: noStore },
  params: credentialPath,
  output: credential,
  errors: ['not-found', 'audit-unavailable'],
});

export const updateCredential = defineOperation({
  service: 'credentials',
  name: 'updateCredential',
  summary: 'Change a credential.',
  description: '`data` replaces the data as a whole: it makes a new version and forgets the last test.',
  scope: 'credentials:write',
  http: { method: 'PATCH', path: '/v1/credentials/{credentialId}', status: 200, etag, headers: noStore },
  params: credentialPath,
  headers: ifMatch,
  body: z
    .strictObject({
      name: credentialName.optional(),
      data: fieldValues.optional(),
      description: text(1_000).nullable().optional(),
      tags: z.array(label).max(20).optional(),
      allowedHosts: allowedHosts.optional(),
      expiresAt: moment.nullable().optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'expected at least one change'),
  output: credential,
  errors: ['not-found', 'conflict', 'precondition-failed', 'unprocessable', 'payload-too-large', 'audit-unavailable'],
});

export const deleteCredential = defineOperation({
  service: 'credentials',
  name: 'deleteCredential',
  summary: 'Delete a credential with all its versions. Its audit rows stay.',
  scope: 'credentials:write',
  http: { method: 'DELETE', path: '/v1/credentials/{credentialId}', status: 204 },
  params: credentialPath,
  query: z.strictObject({
    force: z.enum(['true', 'false']).optional().meta({ description: '`true` deletes it although workflows use it.' }),
  }),
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'conflict', 'precondition-failed', 'audit-unavailable'],
});

export const listCredentialDependents = defineOperation({
  service: 'credentials',
  name: 'listCredentialDependents',
  summary: 'List the workflows that use a credential.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credentials/{credentialId}/dependents', status: 200, headers: noStore },
  params: credentialPath,
  query: z.strictObject(page),
  output: pageOf(z.object({ workflowId: id('wf'), namespace: z.string(), name: z.string(), version: z.string() })),
  errors: ['not-found', 'audit-unavailable'],
});

export const listCredentialVersions = defineOperation({
  service: 'credentials',
  name: 'listCredentialVersions',
  summary: 'List the versions of a credential, without their secrets.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/credentials/{credentialId}/versions', status: 200, headers: noStore },
  params: credentialPath,
  query: z.strictObject(page),
  output: pageOf(
    z.object({
      version: z.number(),
      current: z.boolean(),
      fields: z.record(z.string(), fieldValue),
      createdAt: timestamp,
      createdBy: z.string(),
    }),
  ),
  errors: ['not-found', 'audit-unavailable'],
});

export const rollbackCredential = defineOperation({
  service: 'credentials',
  name: 'rollbackCredential',
  summary: 'Make an earlier version count again, as a new version.',
  scope: 'credentials:write',
  http: { method: 'POST', path: '/v1/credentials/{credentialId}/rollback', status: 200, etag, headers: noStore },
  params: credentialPath,
  headers: ifMatch,
  body: z.strictObject({
    version: z
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1),
  }),
  output: credential,
  errors: ['not-found', 'precondition-failed', 'unprocessable', 'credential-unreadable', 'audit-unavailable'],
});

export const revealCredential = defineOperation({
  service: 'credentials',
  name: 'revealCredential',
  summary: 'Read the secrets of a credential. Always audited.',
  scope: 'credentials:reveal',
  http: { method: 'POST', path: '/v1/credentials/{credentialId}/reveal', status: 200, headers: noStore },
  params: credentialPath,
  output: z.object({ data: z.record(z.string(), fieldValue), version: z.number() }),
  errors: [
    'not-found',
    'forbidden',
    'rate-limited',
    'credential-expired',
    'credential-unreadable',
    'audit-unavailable',
  ],
});

export const brokerCall = defineOperation({
  service: 'credentials',
  name: 'brokerCall',
  summary: 'Make an HTTP call with the secret put in; the caller never sees it.',
  description:
    'Only towards the `allowedHosts` of the credential; redirects are checked again. The answer is scrubbed of the secret. A `body` that is no text is sent as JSON.',
  scope: 'credentials:use',
  callers: ['workflows', 'plugins', 'vectors'],
  http: {
    method: 'POST',
    path: '/v1/credentials/{credentialId}/broker',
    status: 200,
    maxBytes: BROKER_BYTES,
    headers: noStore,
  },
  params: z.strictObject({
    credentialId: z.union([id('cred'), credentialName]).meta({ description: 'An id, or a name in `environment`.' }),
  }),
  query: z.strictObject({ environment: environmentName.default('production') }),
  body: z.strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
    url: z.string().max(8_192),
    headers: z.record(z.string().max(256), z.string().max(16_384)).default({}),
    body: z.unknown().optional(),
    idempotencyKey: z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters')
      .optional()
      .meta({ description: 'Sent on as `Idempotency-Key`.' }),
    placeholders: z
      .record(z.string().min(12).max(1_000), z.string().max(64))
      .default({})
      .meta({
        description:
          'Texts in path, query, headers and body that give way to fields of the credential. An empty name is its only secret field.',
        examples: [{ '<the api key>': 'api_key' }],
      }),
    inject: z.boolean().default(true).meta({ description: 'Whether the secret also goes where its type puts it.' }),
  }),
  output: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z
      .unknown()
      .meta({ description: 'The value of a JSON body, the text of another, base64 of what is no text.' }),
    bodyKind: z.enum(['json', 'text', 'base64', 'none']),
  }),
  errors: [
    'not-found',
    'unprocessable',
    'credential-expired',
    'credential-host-denied',
    'credential-unreadable',
    'egress-denied',
    'egress-failed',
    'audit-unavailable',
  ],
  deadlineMs: 35_000,
});

export const testCredential = defineOperation({
  service: 'credentials',
  name: 'testCredential',
  summary: 'Try a credential by a real call that changes nothing.',
  scope: 'credentials:use',
  http: { method: 'POST', path: '/v1/credentials/{credentialId}/test', status: 200, headers: noStore },
  params: credentialPath,
  output: z.object({ success: z.boolean(), message: z.string(), testedAt: timestamp }),
  errors: ['not-found', 'unprocessable', 'credential-expired', 'credential-host-denied', 'audit-unavailable'],
  deadlineMs: 35_000,
});

export const startOAuth2 = defineOperation({
  service: 'credentials',
  name: 'startOAuth2',
  summary: 'Begin to connect a credential with OAuth 2.0.',
  description:
    'Send a person to `authorizationUrl` within 10 minutes; the authorization server sends them back to `finishOAuth2`. New data has to be connected again.',
  scope: 'credentials:write',
  http: { method: 'POST', path: '/v1/credentials/{credentialId}/oauth2/start', status: 200, headers: noStore },
  params: credentialPath,
  output: z.object({ authorizationUrl: z.url() }),
  errors: ['not-found', 'unprocessable', 'credential-expired', 'credential-unreadable', 'audit-unavailable'],
});

export const finishOAuth2 = defineOperation({
  service: 'credentials',
  name: 'finishOAuth2',
  summary: 'Come back from an authorization server.',
  description: 'Needs no key: `state` is known to the browser that began it, counts once and for 10 minutes.',
  scope: 'public',
  http: { method: 'GET', path: '/v1/oauth2/callback', status: 200, headers: noStore },
  query: z.object({
    state: z.string().regex(/^ws_[0-7][0-9a-hjkmnp-tv-z]{25}\.[A-Za-z0-9_-]{43}$/, 'expected the state of a start'),
    code: z.string().min(1).max(4_096).optional(),
    error: z.string().max(256).optional(),
  }),
  output: z.object({ credentialId: id('cred'), name: z.string(), connected: z.boolean() }),
  errors: ['unprocessable', 'credential-expired', 'credential-unreadable', 'egress-failed', 'audit-unavailable'],
  deadlineMs: 20_000,
});

export const auditOutcomes = ['allowed', 'denied', 'failed'] as const;
export const auditRow = z.object({
  id: id('aud'),
  seq: z.number().meta({ description: 'Gap-free from 1 in each workspace.' }),
  at: timestamp,
  actor: z.object({ id: z.string(), type: z.string() }),
  action: z.string().meta({ examples: ['credential.reveal'] }),
  resource: z.object({ type: z.string(), id: z.string() }),
  outcome: z.enum(auditOutcomes),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string().meta({ description: 'HMAC-SHA-256 in hex over this row and the hash before it.' }),
});

const auditFilter = {
  resource: z.string().max(128).optional().meta({ description: 'Id of what was acted upon.' }),
  action: z.string().max(64).optional(),
  actor: z.string().max(256).optional().meta({ description: 'Id of who acted.' }),
  outcome: z.enum(auditOutcomes).optional(),
  request: z.string().max(128).optional().meta({ description: 'The `x-request-id` of the request.' }),
  from: moment.optional(),
  to: moment.optional().meta({ description: 'Before this moment.' }),
};

export const listAudit = defineOperation({
  service: 'credentials',
  name: 'listAudit',
  summary: 'List who did what with which credential.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit', status: 200, headers: noStore },
  query: z.strictObject({ ...page, ...auditFilter }),
  output: pageOf(auditRow),
});

export const verifyAudit = defineOperation({
  service: 'credentials',
  name: 'verifyAudit',
  summary: 'Check that no audit row was changed, added, moved or taken away.',
  description:
    'Follows the chain from its begin, or from the signed anchor that retention left, and compares it with the last signed checkpoint: a cut tail is found up to there.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit/verify', status: 200, headers: noStore },
  output: z.object({
    valid: z.boolean(),
    checked: z.number(),
    firstBroken: z.number().optional().meta({ description: 'The seq of the first row that does not fit.' }),
    checkpoint: z
      .object({
        seq: z.number(),
        from: z.enum(['bucket', 'database']).meta({ description: '`bucket` is out of reach of who has the database.' }),
      })
      .optional()
      .meta({ description: 'The signed head that was compared.' }),
  }),
  errors: ['audit-unavailable'],
  deadlineMs: 30_000,
});

export const exportAudit = defineOperation({
  service: 'credentials',
  name: 'exportAudit',
  summary: 'Export audit rows as CSV or NDJSON.',
  description:
    'Oldest first, at most 5,000 rows and 512 KiB in one answer. Ask again with `after` set to the last `seq`, until nothing comes.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit/export', status: 200, answerKind: 'bytes', headers: noStore },
  query: z.strictObject({
    ...auditFilter,
    format: z.enum(['csv', 'ndjson']).default('ndjson'),
    after: z
      .string()
      .regex(/^[0-9]{1,9}$/, 'expected the seq of a row')
      .transform(Number)
      .optional()
      .meta({ description: 'Rows behind this seq.' }),
  }),
  output: bytesAnswer,
  errors: ['audit-unavailable'],
  deadlineMs: 30_000,
});

export const rotationScopes = ['root', 'workspace'] as const;
export const keyRotation = z.object({
  id: id('rot'),
  scope: z.enum(rotationScopes),
  target: z.string().meta({ description: 'The key that all shall be under.' }),
  status: z
    .enum(['running', 'completed', 'incomplete'])
    .meta({ description: '`incomplete`: something does not open, because it was changed; its old key stays.' }),
  total: z.number(),
  done: z.number(),
  byKey: z.record(z.string(), z.number()).meta({
    description: 'What each key holds now. One with 0 may be taken away.',
    examples: [{ bb121cf2b01f8ccf: 12 }],
  }),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
});

export const startKeyRotation = defineOperation({
  service: 'credentials',
  name: 'startKeyRotation',
  summary: 'Rotate keys while everything goes on.',
  description:
    '`workspace` makes a new key of the workspace and seals all its secrets with it. `root` wraps the keys of all workspaces with the root key that stands first in the configuration.',
  scope: 'credentials:write',
  creates: 'rot',
  http: {
    method: 'POST',
    path: '/v1/key-rotations',
    status: 202,
    location: ({ id }) => `/v1/key-rotations/${id}`,
    headers: noStore,
  },
  body: z.strictObject({ scope: z.enum(rotationScopes) }),
  output: keyRotation,
  errors: ['conflict', 'audit-unavailable'],
});

export const getKeyRotation = defineOperation({
  service: 'credentials',
  name: 'getKeyRotation',
  summary: 'Read how far a rotation of keys has come.',
  scope: 'credentials:read',
  http: { method: 'GET', path: '/v1/key-rotations/{rotationId}', status: 200, headers: noStore },
  params: z.strictObject({ rotationId: id('rot') }),
  output: keyRotation,
  errors: ['not-found'],
});

export const destroyWorkspaceKeys = defineOperation({
  service: 'credentials',
  name: 'destroyWorkspaceKeys',
  summary: 'Destroy the keys of a workspace, so that its secrets are unreadable for ever.',
  scope: 'workspaces:write',
  callers: ['gateway'],
  output: z.object({ destroyed: z.number() }),
  errors: ['audit-unavailable'],
});
