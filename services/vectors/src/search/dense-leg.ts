import type { Trx } from '../db/schema.ts';
import { countMatches, type DenseQuery, nearestByIndex, nearestExactly } from './dense-store.ts';
import type { Hit } from './hit.ts';

/** Up to this number, vectors are compared one by one instead of through the index: that takes milliseconds and misses none. */
const FEW_MATCHES = 10_000;

type DenseLeg = { hits: Hit[]; exact: boolean };
type Asked = DenseQuery & {
  /** Whether to compare every point. */
  exact?: boolean | undefined;
};

/**
 * The points nearest to a vector. Exact if requested, if there is no index, or if few points match; otherwise by the index, and
 * exact after all if the index returns too few.
 */
export async function denseLeg(trx: Trx, { exact, ...query }: Asked): Promise<DenseLeg> {
  const { collection, limit } = query;
  if (exact || collection.indexState !== 'ready') return exactly(trx, query);
  const matches = query.condition ? await countMatches(trx, query, FEW_MATCHES + 1) : collection.points;
  if (matches <= FEW_MATCHES) return exactly(trx, query);
  const hits = await nearestByIndex(trx, query);
  return hits.length < limit ? exactly(trx, query) : { hits, exact: false };
}

async function exactly(trx: Trx, query: DenseQuery): Promise<DenseLeg> {
  return { hits: await nearestExactly(trx, query), exact: true };
}
