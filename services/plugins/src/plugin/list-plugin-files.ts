import type { HandlerOf } from '@mesh/bus/handler';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { shownDigest } from './shown-plugin.ts';
import { versionNamed } from './version-store.ts';

export function listPluginFiles(db: Database<Schema>): HandlerOf<typeof plugins.listPluginFiles> {
  return async ({ params }, { workspaceId }) => {
    const { files } = await db.inWorkspace(workspaceId, (trx) => versionNamed(trx, workspaceId, params));
    const items = files.map(({ path, bytes, sha256 }) => ({ path, bytes, digest: shownDigest(sha256) }));
    return { items, nextCursor: null };
  };
}
