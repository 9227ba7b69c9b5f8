import { type Below, newestFirst } from '@mesh/database/newest-first';
import type { Selectable } from 'kysely';
import type { LockfileItem, Schema, Trx } from '../db/schema.ts';
import type { Lockfile } from './lockfile.ts';

export type RevisionRow = Selectable<Schema['lockfileRevision']>;

/** The current lockfile, locked until the transaction ends. */
export async function lockLockfile(trx: Trx, workspaceId: string): Promise<Lockfile> {
  const { revision } = await trx
    .insertInto('lockfile')
    .values({ workspaceId, revision: 0 })
    .onConflict((conflict) =>
      conflict.column('workspaceId').doUpdateSet((row) => ({ revision: row.ref('lockfile.revision') })),
    )
    .returning('revision')
    .executeTakeFirstOrThrow();
  return { revision, items: (await itemsAt(trx, revision)) ?? [] };
}

export async function readLockfile(trx: Trx): Promise<Lockfile> {
  const newest = await trx
    .selectFrom('lockfileRevision')
    .select(['revision', 'items'])
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest ?? { revision: 0, items: [] };
}

/** The lockfile of a revision; revision 0 is empty. Undefined if there was no such revision. */
export async function itemsAt(trx: Trx, revision: number): Promise<LockfileItem[] | undefined> {
  if (revision === 0) return [];
  const found = await trx
    .selectFrom('lockfileRevision')
    .select('items')
    .where('revision', '=', revision)
    .executeTakeFirst();
  return found?.items;
}

export async function addRevision(trx: Trx, row: Omit<RevisionRow, 'at'>): Promise<void> {
  const { workspaceId, revision } = row;
  await trx
    .insertInto('lockfileRevision')
    .values({ ...row, items: JSON.stringify(row.items) })
    .execute();
  await trx.updateTable('lockfile').set({ revision }).where('workspaceId', '=', workspaceId).execute();
}

/** Removes the workspace's lockfile with all its revisions. */
export async function removeLockfile(trx: Trx): Promise<void> {
  await trx.deleteFrom('lockfileRevision').execute();
  await trx.deleteFrom('lockfile').execute();
}

export function revisionsBelow(trx: Trx, below: Below<number>): Promise<RevisionRow[]> {
  const rows = trx.selectFrom('lockfileRevision').select(['workspaceId', 'revision', 'change', 'actor', 'items', 'at']);
  return newestFirst(rows, 'revision', below).execute();
}
