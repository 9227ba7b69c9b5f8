import type { HandlerOf } from '@mesh/bus/handler';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { versionNamed } from './version-store.ts';

export function getPluginVersionStatus(db: Database<Schema>): HandlerOf<typeof plugins.getPluginVersionStatus> {
  return ({ params }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const { stage, reasons } = await versionNamed(trx, workspaceId, params);
      return { stage, reasons };
    });
}
