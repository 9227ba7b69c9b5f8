import type { HandlerOf } from '@mesh/bus/handler';
import type * as installations from '@mesh/contracts/installations';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { versionNamed } from '../plugin/version-store.ts';
import { changeLockfile } from './change-lockfile.ts';
import { withItem } from './lockfile.ts';
import { shownLockfile } from './shown-lockfile.ts';

export function installPlugin(db: Database<Schema>): HandlerOf<typeof installations.installPlugin> {
  return async ({ params: { name }, headers, body: { version } }, context) =>
    shownLockfile(
      await changeLockfile(db, context, {
        headers,
        told: { name, version },
        decide: async (trx, lockfile) => {
          const found = await versionNamed(trx, context.workspaceId, { name, version });
          if (found.stage !== 'published')
            throw new MeshError('conflict', `${name} ${version} is ${found.stage} and cannot be installed`);
          const { pluginId, digest, manifest } = found;
          return withItem(lockfile, { pluginId, name, version, digest, permissions: manifest.permissions });
        },
      }),
    );
}
