import { z } from 'zod';
import {
  allowedHosts,
  credential,
  credentialEtag,
  credentialName,
  credentialPath,
  environmentName,
  fieldValue,
  fieldValues,
  label,
  USUAL_ENVIRONMENT,
} from './credential-shapes.ts';
import { id } from './id.ts';
import { ifMatch } from './if-match.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { text } from './text.ts';
import { moment, timestamp } from './timestamp.ts';

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
    etag: credentialEtag,
    headers: noStore,
  },
  body: z.strictObject({
    name: credentialName,
    type: z.string().max(64),
    environment: environmentName.default(USUAL_ENVIRONMENT),
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
  http: { method: 'GET', path: '/v1/credentials/{credentialId}', status: 200, etag: credentialEtag, headers: noStore },
  params: credentialPath,
  output: credential,
  errors: ['not-found', 'audit-unavailable'],
});

export const checkCredentials = defineOperation({
  service: 'credentials',
  name: 'checkCredentials',
  summary: 'Tell which credentials are missing.',
  scope: 'credentials:read',
  callers: ['workflows'],
  body: z.object({
    credentials: z.array(z.string()).min(1).max(1_000).meta({ description: 'Ids, or names in `environment`.' }),
    environment: environmentName.default(USUAL_ENVIRONMENT),
  }),
  output: z.object({ missing: z.array(z.string()) }),
  errors: ['audit-unavailable'],
});

export const updateCredential = defineOperation({
  service: 'credentials',
  name: 'updateCredential',
  summary: 'Change a credential.',
  description: '`data` replaces the data as a whole: it makes a new version and forgets the last test.',
  scope: 'credentials:write',
  http: {
    method: 'PATCH',
    path: '/v1/credentials/{credentialId}',
    status: 200,
    etag: credentialEtag,
    headers: noStore,
  },
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
  http: {
    method: 'POST',
    path: '/v1/credentials/{credentialId}/rollback',
    status: 200,
    takesKey: true,
    etag: credentialEtag,
    headers: noStore,
  },
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
