import type { HandlerOf } from '@mesh/bus/handler';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import type { Content } from '../content/content.ts';
import type { Schema } from '../db/schema.ts';
import { versionNamed } from './version-store.ts';

export function downloadPlugin(db: Database<Schema>, content: Content): HandlerOf<typeof plugins.downloadPlugin> {
  return async ({ params }, { workspaceId }) => {
    const version = await db.inWorkspace(workspaceId, (trx) => versionNamed(trx, workspaceId, params));
    const bytes = await content.package(version);
    return {
      contentType: 'application/zip',
      base64: bytes.toString('base64'),
      fileName: `${params.name}-${params.version}.zip`,
      etag: version.digest,
    };
  };
}
