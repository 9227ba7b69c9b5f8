import { type RawBuilder, sql } from 'kysely';
import type { CollectionRow } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';
import { vectorOf } from '../db/vector.ts';
import type { Vector } from '../embedding/provider.ts';
import { distanceOperator, indexCast, indexType } from '../index/index-type.ts';
import type { Hit } from './hit.ts';
import { scoreOf } from './score.ts';

export type DenseQuery = {
  collection: CollectionRow;
  vector: Vector;
  /** Which points to search; all by default. */
  condition: RawBuilder<boolean> | undefined;
  limit: number;
};

/** `halfvec` rounds, so more candidates than requested are compared again in full precision. */
const HALFVEC_CANDIDATES = 4;
const LEAST_SEARCH_WIDTH = 100;
/** pgvector's limit of `hnsw.ef_search`. */
const MOST_SEARCH_WIDTH = 1_000;
/** Tuples that an iterative scan visits before it gives up. */
const MOST_SCANNED = 100_000;

/** How many points match, counted up to `most`. */
export async function countMatches(trx: Trx, query: DenseQuery, most: number): Promise<number> {
  const { rows } = await sql<{ matches: number }>`
    select count(*)::int as matches from (select from point where ${matching(query)} limit ${most}) as found`.execute(
    trx,
  );
  return rows[0]?.matches ?? 0;
}

/** Compares every matching point. No index serves the column without a cast. */
export async function nearestExactly(trx: Trx, query: DenseQuery): Promise<Hit[]> {
  const { collection, vector, limit } = query;
  const { rows } = await sql<Found>`
    select id, embedding ${distanceOperator(collection.distance)} ${vectorOf(vector)} as distance
    from point where ${matching(query)} order by distance, id limit ${limit}`.execute(trx);
  return rows.map((row) => hitOf(row, collection));
}

/** Searches the index, which continues to scan until enough points match, and orders the result by the full vectors. */
export async function nearestByIndex(trx: Trx, query: DenseQuery): Promise<Hit[]> {
  const { collection, vector, limit } = query;
  const operator = distanceOperator(collection.distance);
  const cast = indexCast(collection);
  const candidates = limit * (indexType(collection.dimensions) === 'halfvec' ? HALFVEC_CANDIDATES : 1);
  const width = Math.min(Math.max(candidates * 2, LEAST_SEARCH_WIDTH), MOST_SEARCH_WIDTH);
  await sql`select set_config('hnsw.iterative_scan', 'relaxed_order', true),
    set_config('hnsw.ef_search', ${String(width)}, true),
    set_config('hnsw.max_scan_tuples', ${String(MOST_SCANNED)}, true)`.execute(trx);
  const { rows } = await sql<Found>`
    with candidate as materialized (
      select id, embedding from point where ${matching(query)}
      order by embedding::${cast} ${operator} ${vectorOf(vector)}::${cast} limit ${candidates}
    )
    select id, embedding ${operator} ${vectorOf(vector)} as distance
    from candidate order by distance, id limit ${limit}`.execute(trx);
  return rows.map((row) => hitOf(row, collection));
}

type Found = { id: string; distance: number };

function matching({ collection, condition }: DenseQuery): RawBuilder<boolean> {
  const inCollection = sql<boolean>`collection_id = ${collection.id}`;
  return condition ? sql<boolean>`${inCollection} and ${condition}` : inCollection;
}

function hitOf({ id, distance }: Found, collection: CollectionRow): Hit {
  return { id, score: scoreOf(collection.distance, distance) };
}
