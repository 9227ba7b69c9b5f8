import { z } from 'zod';
import { id } from './id.ts';
import { ifMatch } from './if-match.ts';
import { noStore } from './no-store.ts';
import { defineOperation } from './operation.ts';
import { origin } from './origin.ts';
import { overlapSeconds } from './overlap.ts';
import { page, pageOf } from './page.ts';
import { hasNoControls } from './plain-text.ts';
import { type Scope, scopes } from './scope.ts';
import { moment, timestamp } from './timestamp.ts';

const name = z.string().trim().min(1).max(100);
const givenName = name.refine(hasNoControls, 'expected a name without control characters');
const scope = z.enum(scopes);
/** Any RFC 3339 time, though earlier versions asked for milliseconds in UTC. */
const end = z
  .string()
  .refine((text) => moment.safeParse(text).success, 'expected a moment as RFC 3339')
  .meta({ format: 'date-time' });
const workspaceParams = z.strictObject({ workspaceId: id('ws') });
const apiKeyParams = z.strictObject({ apiKeyId: id('key') });

const workspace = z.object({
  id: id('ws'),
  name,
  createdAt: timestamp,
  revision: z.int().meta({ description: 'Is another after each change.' }),
});
/** The `ETag` of a workspace. */
export const workspaceEtag = ({ revision }: { revision: number }) => `"${revision}"`;
/** Scopes that a public key may not have, since they could create keys that are not public. */
const makesKeys: ReadonlySet<Scope> = new Set(['keys:write', 'workspaces:create']);
const keyKind = z.enum(['server', 'public']).meta({
  description: '`public`: good in pages of `allowedOrigins`, which show it to whoever looks, and nowhere else.',
});
const apiKey = z.object({
  id: id('key'),
  name,
  kind: keyKind,
  allowedOrigins: z.array(z.string()),
  prefix: z.string().meta({ description: 'The beginning of the key, enough to recognise it.' }),
  scopes: z.array(scope),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
});
const shownOnce = z.string().meta({ description: '`amk_<id>_<secret>_<crc32>`, shown this once.' });
const apiKeyWithSecret = apiKey.extend({ key: shownOnce });

export const me = defineOperation({
  service: 'gateway',
  name: 'me',
  summary: 'Tell who asks, in which workspace and with which rights.',
  scope: 'authenticated',
  http: { method: 'GET', path: '/v1/me', status: 200 },
  output: z.object({
    principal: z.object({ id: z.string(), type: z.string(), email: z.string().optional() }),
    workspace: z.object({ id: id('ws'), name }),
    role: z.string().nullable(),
    scopes: z.array(scope),
  }),
});

export const createWorkspace = defineOperation({
  service: 'gateway',
  name: 'createWorkspace',
  summary: 'Create a workspace and its first key, which has every scope.',
  scope: 'workspaces:create',
  http: {
    method: 'POST',
    path: '/v1/workspaces',
    status: 201,
    location: (answer) => `/v1/workspaces/${answer.id}`,
    etag: workspaceEtag,
    headers: noStore,
  },
  creates: 'ws',
  body: z.strictObject({ name: givenName }),
  output: workspace.extend({ apiKey: shownOnce }),
});

export const listWorkspaces = defineOperation({
  service: 'gateway',
  name: 'listWorkspaces',
  summary: 'List the workspaces that the caller may see.',
  scope: 'workspaces:read',
  http: { method: 'GET', path: '/v1/workspaces', status: 200 },
  query: z.strictObject(page),
  output: pageOf(workspace),
});

export const getWorkspace = defineOperation({
  service: 'gateway',
  name: 'getWorkspace',
  summary: 'Read a workspace.',
  scope: 'workspaces:read',
  http: { method: 'GET', path: '/v1/workspaces/{workspaceId}', status: 200, etag: workspaceEtag },
  params: workspaceParams,
  output: workspace,
  errors: ['not-found'],
});

export const updateWorkspace = defineOperation({
  service: 'gateway',
  name: 'updateWorkspace',
  summary: 'Rename a workspace.',
  scope: 'workspaces:write',
  http: { method: 'PATCH', path: '/v1/workspaces/{workspaceId}', status: 200, etag: workspaceEtag },
  params: workspaceParams,
  headers: ifMatch,
  body: z.strictObject({ name: givenName }),
  output: workspace,
  errors: ['not-found', 'precondition-failed'],
});

export const deleteWorkspace = defineOperation({
  service: 'gateway',
  name: 'deleteWorkspace',
  summary: 'Delete the workspace of the key, for ever.',
  description:
    'All its API keys stop working, and the keys of its secrets are destroyed: nobody can read them again. The workspace that the mesh itself starts with stays.',
  scope: 'workspaces:write',
  http: { method: 'DELETE', path: '/v1/workspaces/{workspaceId}', status: 204 },
  params: workspaceParams,
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'conflict', 'precondition-failed'],
});

export const createApiKey = defineOperation({
  service: 'gateway',
  name: 'createApiKey',
  summary: 'Create an API key, whose scopes the caller must hold.',
  scope: 'keys:write',
  http: {
    method: 'POST',
    path: '/v1/api-keys',
    status: 201,
    location: (answer) => `/v1/api-keys/${answer.id}`,
    headers: noStore,
  },
  creates: 'key',
  body: z
    .strictObject({
      name: givenName,
      scopes: z.array(scope).min(1).max(scopes.length),
      expiresAt: end.optional(),
      kind: keyKind.default('server'),
      allowedOrigins: z
        .array(origin)
        .min(1)
        .max(20)
        .optional()
        .meta({ description: 'Of a public key, which needs them.' }),
    })
    .refine(({ kind, allowedOrigins }) => (kind === 'public') === (allowedOrigins !== undefined), {
      path: ['allowedOrigins'],
      error: 'a public key has them, and no other',
    })
    .refine(({ kind, scopes }) => kind === 'server' || !scopes.some((scope) => makesKeys.has(scope)), {
      path: ['scopes'],
      error: 'a public key makes no other keys',
    }),
  output: apiKeyWithSecret,
  errors: ['unprocessable'],
});

export const listApiKeys = defineOperation({
  service: 'gateway',
  name: 'listApiKeys',
  summary: 'List the API keys of the workspace, never their secrets.',
  scope: 'keys:read',
  http: { method: 'GET', path: '/v1/api-keys', status: 200 },
  query: z.strictObject(page),
  output: pageOf(apiKey),
});

export const revokeApiKey = defineOperation({
  service: 'gateway',
  name: 'revokeApiKey',
  summary: 'Revoke an API key, at the latest five seconds from now.',
  scope: 'keys:write',
  http: { method: 'DELETE', path: '/v1/api-keys/{apiKeyId}', status: 204 },
  params: apiKeyParams,
  output: z.object({}),
  errors: ['not-found'],
});

export const rotateApiKey = defineOperation({
  service: 'gateway',
  name: 'rotateApiKey',
  summary: 'Replace an API key, which goes on working until the overlap ends.',
  scope: 'keys:write',
  http: {
    method: 'POST',
    path: '/v1/api-keys/{apiKeyId}/rotate',
    status: 201,
    location: (answer) => `/v1/api-keys/${answer.id}`,
    headers: noStore,
  },
  creates: 'key',
  params: apiKeyParams,
  body: z.strictObject({ overlapSeconds }),
  output: apiKeyWithSecret,
  errors: ['not-found', 'unprocessable'],
});
