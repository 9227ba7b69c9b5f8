import { z } from 'zod';
import { ifMatch } from './if-match.ts';
import { defineOperation } from './operation.ts';
import { page, pageOf } from './page.ts';
import { installed, lockfile, lockfileChanges, pluginPath, pluginVersion } from './plugin-shapes.ts';
import { timestamp } from './timestamp.ts';

export const lockfileEtag = ({ revision }: { revision: number }) => `"${revision}"`;

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
  http: { method: 'POST', path: '/v1/installations/rollback', status: 200, takesKey: true, etag: lockfileEtag },
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
      change: z.enum(lockfileChanges),
      actor: z.string(),
      at: timestamp,
      items: z.array(installed),
    }),
  ),
});
