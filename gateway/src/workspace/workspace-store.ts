import { noSuch } from '@mesh/contracts/id';
import { sql } from 'kysely';
import type { Trx, WorkspaceRow } from '../db/schema.ts';

/** Undefined if this id is taken. */
export function insertWorkspace(trx: Trx, row: Pick<WorkspaceRow, 'id' | 'name'>): Promise<WorkspaceRow | undefined> {
  return trx
    .insertInto('workspace')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Throws `not-found`. */
export function workspaceOf(trx: Trx, id: string): Promise<WorkspaceRow> {
  return withId(trx, id).executeTakeFirstOrThrow(() => noSuch('ws'));
}

/** Locks the workspace until the transaction ends. Throws `not-found`. */
export function lockWorkspace(trx: Trx, id: string): Promise<WorkspaceRow> {
  return withId(trx, id)
    .forUpdate()
    .executeTakeFirstOrThrow(() => noSuch('ws'));
}

function withId(trx: Trx, id: string) {
  return trx.selectFrom('workspace').selectAll().where('id', '=', id);
}

/** Throws `not-found`. */
export function renameWorkspace(trx: Trx, id: string, name: string): Promise<WorkspaceRow> {
  return trx
    .updateTable('workspace')
    .set((row) => ({ name, revision: row('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow(() => noSuch('ws'));
}

/** Keeps the row without its name, and deletes its hooks and webhook endpoints. */
export async function endWorkspace(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('workspace').set({ deletedAt: sql<Date>`now()`, name: '' }).where('id', '=', id).execute();
  await trx.deleteFrom('webhookEndpoint').execute();
  await trx.deleteFrom('hook').execute();
}
