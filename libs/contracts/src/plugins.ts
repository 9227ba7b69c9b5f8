import { z } from 'zod';
import { bytesAnswer, upload } from './bytes.ts';
import { ifMatch } from './if-match.ts';
import { defineOperation, timestamp } from './operation.ts';
import { page, pageOf } from './page.ts';
import {
  digest,
  functionName,
  installed,
  lockfile,
  packageFile,
  plugin,
  pluginFunction,
  pluginName,
  pluginRelease,
  pluginVersion,
  stages,
  versionHead,
  visibilities,
} from './plugin-shapes.ts';

/** Largest package, packed. */
export const PACKAGE_BYTES = 10 * 1024 * 1024;
/** Waiting for a place to run in, starting a process and running. */
const INVOKE_MS = 30_000;
/** What strangers wrote is never taken for a page of ours. */
const FOREIGN = {
  'cache-control': 'private, max-age=3600',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

const pluginPath = z.strictObject({ name: pluginName });
const versionPath = z.strictObject({ name: pluginName, version: pluginVersion });
const filePath = z.strictObject({
  name: pluginName,
  version: pluginVersion,
  path: z.string().min(1).max(512).meta({ description: 'Path in the package, URL-encoded as one segment.' }),
});
export const lockfileEtag = ({ revision }: { revision: number }) => `"${revision}"`;

export const publishPlugin = defineOperation({
  service: 'plugins',
  name: 'publishPlugin',
  summary: 'Publish a version of a plugin.',
  description:
    'The body is a zip with `plugin.json`. A version never changes: the same bytes again are the same answer, others are refused. `visibility` is of the plugin and is chosen with its first version.',
  scope: 'plugins:write',
  http: {
    method: 'POST',
    path: '/v1/plugins',
    status: 202,
    location: ({ name, version }) => `/v1/plugins/${name}/versions/${version}/status`,
    bodyKind: 'upload',
    mediaTypes: ['application/zip', 'multipart/form-data'],
    maxBytes: PACKAGE_BYTES,
  },
  creates: 'plg',
  query: z.strictObject({ visibility: z.enum(visibilities).optional() }),
  body: upload,
  output: z.object({ name: z.string(), version: z.string(), status: z.enum(stages), digest }),
  errors: ['plugin-invalid', 'conflict', 'payload-too-large', 'integrity-violation'],
  deadlineMs: 30_000,
});

export const listPlugins = defineOperation({
  service: 'plugins',
  name: 'listPlugins',
  summary: 'List the plugins that the workspace sees: its own and the public ones.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/plugins', status: 200 },
  query: z.strictObject({
    ...page,
    search: z.string().max(200).optional(),
    category: z.string().max(63).optional(),
    tag: z.string().max(63).optional(),
    sort: z.enum(['popular', 'newest', 'name']).optional().meta({ description: '`newest` by default.' }),
  }),
  output: pageOf(plugin),
});

export const getPlugin = defineOperation({
  service: 'plugins',
  name: 'getPlugin',
  summary: 'Read a plugin and its newest versions.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/plugins/{name}', status: 200 },
  params: pluginPath,
  output: plugin.extend({ versions: z.array(z.object(versionHead)) }),
  errors: ['not-found'],
});

export const getPluginVersion = defineOperation({
  service: 'plugins',
  name: 'getPluginVersion',
  summary: 'Read a version of a plugin.',
  scope: 'plugins:read',
  http: {
    method: 'GET',
    path: '/v1/plugins/{name}/versions/{version}',
    status: 200,
    etag: (release) => `"${release.digest}"`,
  },
  params: versionPath,
  output: pluginRelease,
  errors: ['not-found'],
});

export const getPluginVersionStatus = defineOperation({
  service: 'plugins',
  name: 'getPluginVersionStatus',
  summary: 'Read how far a version has come.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/plugins/{name}/versions/{version}/status', status: 200 },
  params: versionPath,
  output: z.object({
    stage: z.enum(stages),
    reasons: z.array(
      z.object({ code: z.string(), message: z.string(), file: z.string().optional(), line: z.number().optional() }),
    ),
  }),
  errors: ['not-found'],
});

export const listPluginFiles = defineOperation({
  service: 'plugins',
  name: 'listPluginFiles',
  summary: 'List the files of a version.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/plugins/{name}/versions/{version}/files', status: 200 },
  params: versionPath,
  output: z.object({ items: z.array(packageFile), nextCursor: z.null() }),
  errors: ['not-found'],
});

export const readPluginFile = defineOperation({
  service: 'plugins',
  name: 'readPluginFile',
  summary: 'Read a file of a version.',
  scope: 'plugins:read',
  http: {
    method: 'GET',
    path: '/v1/plugins/{name}/versions/{version}/files/{path}',
    status: 200,
    answerKind: 'bytes',
    headers: FOREIGN,
  },
  params: filePath,
  output: bytesAnswer,
  errors: ['not-found', 'integrity-violation'],
  deadlineMs: 15_000,
});

export const downloadPlugin = defineOperation({
  service: 'plugins',
  name: 'downloadPlugin',
  summary: 'Download the package of a version.',
  scope: 'plugins:read',
  http: {
    method: 'GET',
    path: '/v1/plugins/{name}/versions/{version}/download',
    status: 200,
    answerKind: 'bytes',
    headers: FOREIGN,
  },
  params: versionPath,
  output: bytesAnswer,
  errors: ['not-found', 'integrity-violation'],
  deadlineMs: 15_000,
});

export const installPlugin = defineOperation({
  service: 'plugins',
  name: 'installPlugin',
  summary: 'Install a version of a plugin, in place of the one that is installed.',
  scope: 'plugins:write',
  http: { method: 'PUT', path: '/v1/installations/{name}', status: 200, etag: lockfileEtag },
  params: pluginPath,
  headers: ifMatch,
  body: z.strictObject({ version: pluginVersion }),
  output: lockfile,
  errors: ['not-found', 'conflict', 'precondition-failed'],
});

export const listInstallations = defineOperation({
  service: 'plugins',
  name: 'listInstallations',
  summary: 'Read the lockfile of the workspace.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/installations', status: 200, etag: lockfileEtag },
  output: lockfile,
});

export const uninstallPlugin = defineOperation({
  service: 'plugins',
  name: 'uninstallPlugin',
  summary: 'Uninstall a plugin.',
  scope: 'plugins:write',
  http: { method: 'DELETE', path: '/v1/installations/{name}', status: 204 },
  params: pluginPath,
  headers: ifMatch,
  output: z.object({}),
  errors: ['not-found', 'precondition-failed'],
});

export const rollbackInstallations = defineOperation({
  service: 'plugins',
  name: 'rollbackInstallations',
  summary: 'Install again what an earlier revision of the lockfile had.',
  description: 'It makes a new revision: the history is never rewritten.',
  scope: 'plugins:write',
  http: { method: 'POST', path: '/v1/installations/rollback', status: 200, etag: lockfileEtag },
  headers: ifMatch,
  body: z.strictObject({ revision: z.number().int().min(0).max(2_147_483_647) }),
  output: lockfile,
  errors: ['not-found', 'conflict', 'precondition-failed'],
});

export const listInstallationRevisions = defineOperation({
  service: 'plugins',
  name: 'listInstallationRevisions',
  summary: 'List the revisions of the lockfile.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/installations/revisions', status: 200 },
  query: z.strictObject(page),
  output: pageOf(
    z.object({
      revision: z.number(),
      change: z.enum(['installed', 'updated', 'removed', 'rolled-back']),
      actor: z.string(),
      at: timestamp,
      items: z.array(installed),
    }),
  ),
});

export const listFunctions = defineOperation({
  service: 'plugins',
  name: 'listFunctions',
  summary: 'List the functions of an installed plugin.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/installations/{name}/functions', status: 200 },
  callers: ['workflows'],
  params: pluginPath,
  output: z.object({ version: z.string(), items: z.array(pluginFunction), nextCursor: z.null() }),
  errors: ['not-found'],
});

export const invokeFunction = defineOperation({
  service: 'plugins',
  name: 'invokeFunction',
  summary: 'Run a function of an installed plugin.',
  scope: 'plugins:invoke',
  http: { method: 'POST', path: '/v1/installations/{name}/functions/{function}/invoke', status: 200 },
  callers: ['workflows'],
  params: z.strictObject({ name: pluginName, function: functionName }),
  headers: z.strictObject({
    'idempotency-key': z.string().max(255).optional().meta({ description: 'Functions are pure: it changes nothing.' }),
  }),
  body: z.strictObject({
    input: z.unknown().optional().meta({ description: 'An empty object by default.' }),
    version: pluginVersion.optional().meta({ description: 'The version that must be the installed one.' }),
  }),
  output: z.object({
    output: z.unknown(),
    logs: z.array(z.string()).meta({ description: 'What it wrote by `console.log`, at most 64 KiB.' }),
    durationMs: z.number(),
  }),
  errors: ['not-found', 'unprocessable', 'plugin-function-failed', 'payload-too-large', 'integrity-violation'],
  deadlineMs: INVOKE_MS,
});

export const runScript = defineOperation({
  service: 'plugins',
  name: 'runScript',
  summary: 'Run a script of a workflow in the sandbox of functions.',
  scope: 'plugins:invoke',
  callers: ['workflows'],
  body: z.strictObject({
    source: z
      .string()
      .max(512 * 1024)
      .meta({ description: 'A module whose default export is the function to call.' }),
    input: z.unknown(),
  }),
  output: z.object({ output: z.unknown(), durationMs: z.number() }),
  errors: ['unprocessable', 'plugin-function-failed', 'payload-too-large'],
  deadlineMs: INVOKE_MS,
});
