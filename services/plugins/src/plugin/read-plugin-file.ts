import { basename } from 'node:path/posix';
import type { HandlerOf } from '@mesh/bus/handler';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import { type Content, hashOf } from '../content/content.ts';
import { contentTypeOf } from '../content/content-type.ts';
import type { Schema } from '../db/schema.ts';
import { versionNamed } from './version-store.ts';

export function readPluginFile(db: Database<Schema>, content: Content): HandlerOf<typeof plugins.readPluginFile> {
  return async ({ params: { path, ...named } }, { workspaceId }) => {
    const version = await db.inWorkspace(workspaceId, (trx) => versionNamed(trx, workspaceId, named));
    const bytes = await content.file(version, path);
    return {
      contentType: contentTypeOf(path),
      base64: bytes.toString('base64'),
      fileName: basename(path),
      etag: hashOf(bytes),
    };
  };
}
