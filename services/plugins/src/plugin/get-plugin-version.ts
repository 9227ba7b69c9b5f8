import type { HandlerOf } from '@mesh/bus/handler';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { versionNamed } from './version-store.ts';
import { releaseView } from './views.ts';

export function getPluginVersion(db: Database<Schema>): HandlerOf<typeof plugins.getPluginVersion> {
  return ({ params }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => releaseView(await versionNamed(trx, workspaceId, params)));
}
