import { MeshError } from '@mesh/contracts/mesh-error';
import type { Distance } from '@mesh/contracts/vector-shapes';
import { type Below, newestFirst } from '@mesh/database/newest-first';
import type { Selectable } from 'kysely';
import type { CollectionTable, Trx } from '../db/schema.ts';
import type { Embedding } from '../embedding/provider.ts';

export type CollectionRow = Selectable<CollectionTable>;
/** The immutable properties of a collection. */
export type Design = {
  dimensions: number;
  distance: Distance;
  embedding: Embedding | null;
  indexKind: 'auto' | 'none';
};

const columns = [
  'workspaceId',
  'id',
  'name',
  'dimensions',
  'distance',
  'provider',
  'model',
  'fingerprint',
  'indexKind',
  'indexState',
  'points',
  'createdAt',
] as const;

export function findCollection(trx: Trx, name: string): Promise<CollectionRow | undefined> {
  return trx.selectFrom('collection').select(columns).where('name', '=', name).executeTakeFirst();
}

/** The collection. Throws `not-found`, the same for another workspace's and for one that never existed. */
export async function collectionNamed(trx: Trx, name: string): Promise<CollectionRow> {
  return (await findCollection(trx, name)) ?? missing(name);
}

/** Adds the collection. Returns undefined if the name is taken. */
export function insertCollection(
  trx: Trx,
  { embedding, ...design }: Design & { workspaceId: string; id: string; name: string },
): Promise<CollectionRow | undefined> {
  const { provider = null, model = null, fingerprint = null } = embedding ?? {};
  return trx
    .insertInto('collection')
    .values({ ...design, provider, model, fingerprint })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'name']).doNothing())
    .returning(columns)
    .executeTakeFirst();
}

export function collectionsBelow(trx: Trx, below: Below): Promise<CollectionRow[]> {
  return newestFirst(trx.selectFrom('collection').select(columns), 'id', below).execute();
}

/** Prevents the deletion of the collection until the transaction ends. */
export async function holdCollection(trx: Trx, { id, name }: CollectionRow): Promise<void> {
  const held = await trx.selectFrom('collection').select('id').where('id', '=', id).forKeyShare().executeTakeFirst();
  if (!held) missing(name);
}

/** Call it last in a transaction, since the row is locked until the commit. */
export async function addToCount(trx: Trx, { id }: CollectionRow, difference: number): Promise<void> {
  if (difference === 0) return;
  await trx
    .updateTable('collection')
    .set((row) => ({ points: row('points', '+', difference) }))
    .where('id', '=', id)
    .execute();
}

/** Deletes the collection and, by the foreign key, its points. Returns how many points there were. */
export async function removeCollection(trx: Trx, { id, name }: CollectionRow): Promise<number> {
  const removed = await trx.deleteFrom('collection').where('id', '=', id).returning('points').executeTakeFirst();
  return removed?.points ?? missing(name);
}

/** Deletes all collections of the workspace and their points. Returns how many collections there were. */
export async function removeCollections(trx: Trx): Promise<number> {
  const { numDeletedRows } = await trx.deleteFrom('collection').executeTakeFirst();
  return Number(numDeletedRows);
}

function missing(name: string): never {
  throw new MeshError('not-found', `there is no collection ${name}`);
}
