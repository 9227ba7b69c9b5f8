import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { KeyPlace, Purpose } from './context.ts';
import type { WrappedKey } from './provider/key-provider.ts';

export type StoredKey = WrappedKey & { readonly purpose: Purpose; readonly version: number };

export async function keysOf(trx: Trx): Promise<(StoredKey & { state: 'active' | 'decrypt-only' })[]> {
  return trx
    .selectFrom('workspaceKey')
    .select(['purpose', 'version', 'state', 'wrapped', 'rootKeyId as kid'])
    .orderBy('version')
    .execute();
}

export async function isDestroyed(trx: Trx): Promise<boolean> {
  return (await trx.selectFrom('workspaceTombstone').select('workspaceId').executeTakeFirst()) !== undefined;
}

/** Returns false if another process has added one first: its key is kept. */
export async function addKey(trx: Trx, workspaceId: string, { kid, ...key }: StoredKey): Promise<boolean> {
  const added = await trx
    .insertInto('workspaceKey')
    .values({ workspaceId, rootKeyId: kid, ...key })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** How many stored keys each root key wraps, by its id, over all workspaces. */
export async function keysByRoot(trx: Trx): Promise<Map<string, number>> {
  const rows = await trx
    .selectFrom('workspaceKey')
    .select(['rootKeyId', sql<number>`count(*)::int`.as('keys')])
    .groupBy('rootKeyId')
    .execute();
  return new Map(rows.map(({ rootKeyId, keys }) => [rootKeyId, keys]));
}

export type PlacedKey = KeyPlace & WrappedKey;

/** Keys under other root keys than `target`, after `after`, over all workspaces. */
export async function keysElsewhere(
  trx: Trx,
  target: string,
  { after, limit }: { after: KeyPlace | undefined; limit: number },
): Promise<PlacedKey[]> {
  const { workspaceId = '', purpose = '', version = 0 } = after ?? {};
  return trx
    .selectFrom('workspaceKey')
    .select(['workspaceId', 'purpose', 'version', 'wrapped', 'rootKeyId as kid'])
    .where('rootKeyId', '<>', target)
    .where(sql<boolean>`(workspace_id, purpose, version) > (${workspaceId}, ${purpose}, ${version})`)
    .orderBy('workspaceId')
    .orderBy('purpose')
    .orderBy('version')
    .limit(limit)
    .execute();
}

/** Returns false if another process was faster. */
export async function replaceWrapped(trx: Trx, before: PlacedKey, { kid, wrapped }: WrappedKey): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('workspaceKey')
    .set({ wrapped, rootKeyId: kid })
    .where('workspaceId', '=', before.workspaceId)
    .where('purpose', '=', before.purpose)
    .where('version', '=', before.version)
    .where('wrapped', '=', before.wrapped)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
