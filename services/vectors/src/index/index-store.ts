import type { CollectionRow } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';
import { createIndex, indexName, MOST_INDEXED_DIMENSIONS } from './index-type.ts';
import type { OwnerClient } from './owner.ts';

const LOCK = 7_238_110_424; // an arbitrary number: one process builds indexes of this database at a time

type DueCollection = Pick<CollectionRow, 'id' | 'dimensions' | 'distance'>;

/** Collections of all workspaces that have grown to `points` and have no index yet. */
export function collectionsDue(trx: Trx, points: number): Promise<DueCollection[]> {
  return trx
    .selectFrom('collection')
    .select(['id', 'dimensions', 'distance'])
    .where('indexKind', '=', 'auto')
    .where('indexState', '!=', 'ready')
    .where('points', '>=', points)
    .where('dimensions', '<=', MOST_INDEXED_DIMENSIONS)
    .execute();
}

/** Ids of the collections of all workspaces that have an index, or one under construction. */
export async function indexedCollections(trx: Trx): Promise<string[]> {
  const rows = await trx.selectFrom('collection').select('id').where('indexState', '!=', 'none').execute();
  return rows.map(({ id }) => id);
}

export async function setIndexState(trx: Trx, { id }: DueCollection, indexState: 'building' | 'ready'): Promise<void> {
  await trx.updateTable('collection').set({ indexState }).where('id', '=', id).execute();
}

/** Runs `work` unless another process does. Returns whether it ran. */
export async function underLock(owner: OwnerClient, work: () => Promise<void>): Promise<boolean> {
  const { rows } = await owner.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK]);
  if (!rows[0]?.mine) return false;
  try {
    await work();
    return true;
  } finally {
    await owner.query('select pg_advisory_unlock($1)', [LOCK]);
  }
}

/** Builds the index from scratch: drops what an interrupted build has left. */
export async function buildIndex(owner: OwnerClient, collection: DueCollection, online: boolean): Promise<void> {
  await dropIndex(owner, indexName(collection), online);
  await owner.query(`set maintenance_work_mem = '256MB'`);
  await owner.query('set max_parallel_maintenance_workers = 0'); // containers have little shared memory
  await owner.query(createIndex(collection, online));
}

export async function dropIndex(owner: OwnerClient, name: string, online: boolean): Promise<void> {
  await owner.query(`drop index ${online ? 'concurrently' : ''} if exists ${name}`);
}

/** The names of all indexes that `buildIndex` created. */
export async function builtIndexes(owner: OwnerClient): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select indexname as name from pg_indexes where tablename = 'point' and indexname ~ '^point_hnsw_[0-9a-z]{26}$'`,
  );
  return rows.map(({ name }) => name);
}
