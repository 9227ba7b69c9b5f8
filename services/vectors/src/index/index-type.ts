import type { Distance } from '@mesh/contracts/vector-shapes';
import { type RawBuilder, sql } from 'kysely';
import type { CollectionRow } from '../collection/collection-store.ts';

type Indexable = Pick<CollectionRow, 'id' | 'dimensions' | 'distance'>;

const MOST_VECTOR_DIMENSIONS = 2_000;
/** The maximum of dimensions for HNSW, as `halfvec`. Larger vectors are always searched exactly. */
export const MOST_INDEXED_DIMENSIONS = 4_000;
const operators: Record<Distance, RawBuilder<unknown>> = { cosine: sql`<=>`, l2: sql`<->`, ip: sql`<#>` };

/** The type that HNSW indexes the vectors as: `halfvec` above 2,000 dimensions, none above 4,000. */
export function indexType(dimensions: number): 'vector' | 'halfvec' | undefined {
  if (dimensions <= MOST_VECTOR_DIMENSIONS) return 'vector';
  return dimensions <= MOST_INDEXED_DIMENSIONS ? 'halfvec' : undefined;
}

/** pgvector's operator for the distance. Smaller is nearer; for `ip` it is the negative inner product. */
export function distanceOperator(distance: Distance): RawBuilder<unknown> {
  return operators[distance];
}

/** The type that the index casts to, for example `vector(512)`. */
export function indexCast({ dimensions }: Indexable): RawBuilder<unknown> {
  return sql.raw(`${indexType(dimensions)}(${Math.trunc(dimensions)})`);
}

export function indexName({ id }: Pick<Indexable, 'id'>): string {
  return `point_hnsw_${id.replace(/^col_/, '')}`;
}

/** The statement that creates the index of one collection. It consists of ids, numbers and fixed words. */
export function createIndex(collection: Indexable, concurrently: boolean): string {
  const { id, dimensions, distance } = collection;
  if (!/^col_[0-9a-z]{26}$/.test(id)) throw new Error('this is not the id of a collection');
  const type = indexType(dimensions);
  return `create index ${concurrently ? 'concurrently' : ''} ${indexName(collection)} on point
    using hnsw ((embedding::${type}(${Math.trunc(dimensions)})) ${type}_${distance}_ops) where collection_id = '${id}'`;
}
