import type { Trx } from '../db/schema.ts';
import { countMatches, type DenseQuery, nearestByIndex, nearestExactly } from './dense-store.ts';
import type { Hit } from './hit.ts';

/** So many vectors are compared one by one rather than by the index: it takes milliseconds and misses nothing. */
const FEW_MATCHES = 10_000;

type DenseLeg = { hits: Hit[]; exact: boolean };
type Asked = DenseQuery & {
  /** Every point is to be compared. */
  exact?: boolean | undefined;
};

/**
 * The points nearest to a vector. Exact where it is asked for, where there is no index and where few points match;
 * else by the index, and exact after all when the index gives too few.
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
