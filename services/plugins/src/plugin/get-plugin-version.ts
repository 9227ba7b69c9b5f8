import type { HandlerOf } from '@mesh/bus/handler';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { shownRelease } from './shown-plugin.ts';
import { versionNamed } from './version-store.ts';

export function getPluginVersion(db: Database<Schema>): HandlerOf<typeof plugins.getPluginVersion> {
  return ({ params }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => shownRelease(await versionNamed(trx, workspaceId, params)));
}
