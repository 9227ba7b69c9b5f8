import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { readLockfile } from '../installation/lockfile-store.ts';
import { findVersion, type VersionRow } from '../plugin/version-store.ts';

/** The installed version of this plugin in the workspace. Throws `not-found` if none is installed, or another than `version`. */
export function installedVersion(
  db: Database<Schema>,
  workspaceId: string,
  { name, version }: { name: string; version?: string | undefined },
): Promise<VersionRow> {
  return db.inWorkspace(workspaceId, async (trx) => {
    const { items } = await readLockfile(trx);
    const item = items.find((one) => one.name === name);
    if (!item) throw new MeshError('not-found', `the plugin ${name} is not installed`);
    if (version !== undefined && version !== item.version)
      throw new MeshError('not-found', `${name} ${version} is not installed; ${item.version} is`);
    const found = await findVersion(trx, item);
    if (found?.stage !== 'published' || found.digest !== item.digest)
      throw new MeshError('not-found', `${name} ${item.version} can no longer be used`);
    return found;
  });
}
