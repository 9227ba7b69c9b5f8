import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { archivesOf } from '../archive/archive-store.ts';
import type { Schema } from '../db/schema.ts';
import { askAll } from '../execution/search-store.ts';
import { payloadsOf } from '../payload/payloads.ts';
import { hasExecutions, keptTables, removeExecutions, removeRows, startingTables } from './deleted-workspace-store.ts';

export type Forgetting = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'deleteOlder'> };

/**
 * Removes what a deleted workspace kept: first what starts executions, then the executions, then what these used. True once
 * nothing is left; until then the owners of its executions end them.
 */
export async function forgetWorkspace({ db, objects }: Forgetting, workspaceId: string): Promise<boolean> {
  for (const table of startingTables) await removeRows(db, workspaceId, table);
  await removeExecutions(db, workspaceId);
  await db.inWorkspace(workspaceId, (trx) => askAll(trx, {}, { kind: 'cancelled', by: 'mesh' }));
  if (await hasExecutions(db, workspaceId)) return false;
  for (const prefix of [archivesOf(workspaceId), payloadsOf(workspaceId)])
    await objects.deleteOlder(prefix, new Date());
  for (const table of keptTables) await removeRows(db, workspaceId, table);
  return true;
}
