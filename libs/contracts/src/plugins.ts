import { z } from 'zod';
import { bytesAnswer, upload } from './bytes.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import {
  digest,
  packageFile,
  plugin,
  pluginName,
  pluginPath,
  pluginRelease,
  pluginVersion,
  stages,
  versionHead,
  visibilities,
} from './plugin-shapes.ts';

/** Largest package, packed. */
export const PACKAGE_BYTES = 10 * 1024 * 1024;
/** Keeps files of others from being shown as pages of ours. */
const FOREIGN = {
  'cache-control': 'private, max-age=3600',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

const versionPath = z.strictObject({ name: pluginName, version: pluginVersion });
const filePath = z.strictObject({
  name: pluginName,
  version: pluginVersion,
  path: z.string().min(1).max(512).meta({ description: 'Path in the package, URL-encoded as one segment.' }),
});

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

const pluginWithVersions = plugin.extend({ versions: z.array(z.object(versionHead)) });
/** Changes with the versions of a plugin, their progress, and its installations. */
export const pluginEtag = ({ id, installations, versions }: z.output<typeof pluginWithVersions>) =>
  `"${[id, installations, ...versions.map(({ version, stage }) => `${version}:${stage}`)].join('-')}"`;

export const getPlugin = defineOperation({
  service: 'plugins',
  name: 'getPlugin',
  summary: 'Read a plugin and its newest versions.',
  scope: 'plugins:read',
  http: { method: 'GET', path: '/v1/plugins/{name}', status: 200, etag: pluginEtag },
  params: pluginPath,
  output: pluginWithVersions,
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
