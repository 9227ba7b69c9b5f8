import type { Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Purpose } from './context.ts';

type WrappedKey = { purpose: Purpose; version: number; wrapped: Buffer; rootKeyId: string };

export function keysOf(trx: Transaction<Schema>) {
  return trx.selectFrom('workspaceKey').select(['purpose', 'version', 'state', 'wrapped']).execute();
}

/** Whoever comes second keeps the first one's key. */
export async function addKey(trx: Transaction<Schema>, workspaceId: string, key: WrappedKey): Promise<void> {
  await trx
    .insertInto('workspaceKey')
    .values({ workspaceId, ...key })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The ids (hex) of the root keys that are needed to open what is stored, over all workspaces. */
export async function rootKeyIdsInUse(trx: Transaction<Schema>): Promise<string[]> {
  const rows = await trx.selectFrom('workspaceKey').select('rootKeyId').distinct().execute();
  return rows.map(({ rootKeyId }) => rootKeyId);
}
