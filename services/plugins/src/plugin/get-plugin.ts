import type { HandlerOf } from '@mesh/bus/handler';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { pluginNamed } from './plugin-store.ts';
import { shownHead, shownPlugin } from './shown-plugin.ts';
import { newestVersions } from './version-store.ts';

export function getPlugin(db: Database<Schema>): HandlerOf<typeof plugins.getPlugin> {
  return ({ params: { name } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const plugin = await pluginNamed(trx, workspaceId, name);
      const versions = await newestVersions(trx, plugin.id);
      return { ...shownPlugin(plugin), versions: versions.map(shownHead) };
    });
}
