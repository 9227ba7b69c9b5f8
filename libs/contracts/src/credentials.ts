import { z } from 'zod';
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
    }),
  ),
  hosts: z.array(z.string()).meta({ description: 'Good `allowedHosts` to begin with.' }),
  testable: z.boolean().meta({ description: 'There is a test call.' }),
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
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'precondition-failed', 'audit-unavailable'],
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
  errors: ['not-found', 'credential-expired', 'credential-unreadable', 'audit-unavailable'],
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
    credentialId: z
      .union([id('cred'), credentialName])
      .meta({ description: 'An id, or the name of a credential of the environment `production`.' }),
  }),
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

export const listAudit = defineOperation({
  service: 'credentials',
  name: 'listAudit',
  summary: 'List who did what with which credential.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit', status: 200, headers: noStore },
  query: z.strictObject({
    ...page,
    resource: z.string().max(128).optional().meta({ description: 'Id of what was acted upon.' }),
    action: z.string().max(64).optional(),
    actor: z.string().max(256).optional().meta({ description: 'Id of who acted.' }),
    from: moment.optional(),
    to: moment.optional().meta({ description: 'Before this moment.' }),
  }),
  output: pageOf(auditRow),
});

export const verifyAudit = defineOperation({
  service: 'credentials',
  name: 'verifyAudit',
  summary: 'Check that no audit row was changed, added, moved or taken away.',
  scope: 'audit:read',
  http: { method: 'GET', path: '/v1/audit/verify', status: 200, headers: noStore },
  output: z.object({
    valid: z.boolean(),
    checked: z.number(),
    firstBroken: z.number().optional().meta({ description: 'The seq of the first row that does not fit.' }),
  }),
  deadlineMs: 30_000,
});
