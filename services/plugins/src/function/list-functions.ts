import type { HandlerOf } from '@mesh/bus/handler';
import type * as functions from '@mesh/contracts/functions';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { shownFunction } from '../plugin/shown-plugin.ts';
import { installedVersion } from './installed-version.ts';

export function listFunctions(db: Database<Schema>): HandlerOf<typeof functions.listFunctions> {
  return async ({ params }, { workspaceId }) => {
    const { version, manifest } = await installedVersion(db, workspaceId, params);
    return { version, items: manifest.functions.map(shownFunction), nextCursor: null };
  };
}
