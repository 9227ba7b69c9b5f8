import type { HandlerOf } from '@mesh/bus/handler';
import type * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import { collectionNamed } from '../collection/collection-store.ts';
import type { Schema, Trx } from '../db/schema.ts';
import { someVectors } from '../point/point-store.ts';
import { denseLeg } from '../search/dense-leg.ts';
import { type DenseQuery, nearestExactly } from '../search/dense-store.ts';

const USUAL_K = 10;
const USUAL_SAMPLE = 100;
/** Less than callers wait: after that, the answer is what was measured so far. */
const MOST_MS = 45_000;

/** Each search is a transaction of its own, so that none lasts long. */
export function measureRecall(db: Database<Schema>): HandlerOf<typeof vectors.measureRecall> {
  return async ({ params: { name }, query: { k = USUAL_K, sample = USUAL_SAMPLE } }, { workspaceId, signal }) => {
    const [collection, questions] = await db.inWorkspace(workspaceId, async (trx) => {
      const found = await collectionNamed(trx, name);
      return [found, await someVectors(trx, found, sample)] as const;
    });
    const over = performance.now() + MOST_MS;
    const shares: number[] = [];
    for (const vector of questions) {
      signal.throwIfAborted();
      const query = { collection, vector, condition: undefined, limit: k };
      shares.push(await db.inWorkspace(workspaceId, (trx) => shareFound(trx, query)));
      if (performance.now() > over) break;
    }
    const sum = shares.reduce((total, share) => total + share, 0);
    const recall = shares.length > 0 ? sum / shares.length : 1;
    return { recall, k, sample: shares.length, measuredAt: new Date().toISOString() };
  };
}

/** The share of the nearest points that a search finds, from 0 to 1. Of equally near points any counts. */
async function shareFound(trx: Trx, query: DenseQuery): Promise<number> {
  const { hits, exact } = await denseLeg(trx, query);
  if (exact) return 1;
  const best = await nearestExactly(trx, query);
  const least = best.at(-1)?.score ?? Number.NEGATIVE_INFINITY;
  return Math.min(1, hits.filter(({ score }) => score >= least).length / Math.max(1, best.length));
}
