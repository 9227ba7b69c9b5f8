import type { AnswerOf, RequestOf } from '@mesh/contracts/operation';
import type * as vectors from '@mesh/contracts/vectors';
import type { RawBuilder } from 'kysely';
import type { CollectionRow } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';
import type { Vector } from '../embedding/provider.ts';
import { denseLeg } from './dense-leg.ts';
import { fuse, ranked } from './fuse.ts';
import type { RankedHit } from './hit.ts';
import { lexicalLeg } from './lexical-store.ts';
import { scoreKinds } from './score.ts';

export type Question = RequestOf<typeof vectors.search>['body'];
type Meta = AnswerOf<typeof vectors.search>['meta'];
type Search = Pick<Question, 'text' | 'k' | 'exact' | 'weights'> & {
  collection: CollectionRow;
  condition: RawBuilder<boolean> | undefined;
  vector: Vector | undefined;
};
type Found = { hits: RankedHit[]; meta: Meta };

/** Each leg of a hybrid search finds more than k, so that a point good in both beats one that leads in one. */
const DEEPER = 4;
const LEAST_DEPTH = 50;
const MOST_DEPTH = 1_000;

/** Never truncated: what an index misses is found by comparing every point. */
export async function findHits(trx: Trx, search: Search & Pick<Question, 'mode'>): Promise<Found> {
  const { mode, vector, text } = search;
  if (mode === 'lexical' || !vector) return findByWords(trx, search, text ?? '');
  return mode === 'hybrid' ? findByBoth(trx, search, vector, text ?? '') : findByVector(trx, search, vector);
}

async function findByWords(trx: Trx, search: Search, text: string): Promise<Found> {
  const hits = await lexicalLeg(trx, { ...search, text, limit: search.k });
  return {
    hits: ranked('lexical', hits),
    meta: { mode: 'lexical', exact: true, truncated: false, scoreKind: 'full-text-rank' },
  };
}

async function findByVector(trx: Trx, search: Search, vector: Vector): Promise<Found> {
  const { hits, exact } = await denseLeg(trx, { ...search, vector, limit: search.k });
  return {
    hits: ranked('dense', hits),
    meta: { mode: 'dense', exact, truncated: false, scoreKind: scoreKinds[search.collection.distance] },
  };
}

async function findByBoth(trx: Trx, search: Search, vector: Vector, text: string): Promise<Found> {
  const limit = Math.max(search.k, Math.min(Math.max(search.k * DEEPER, LEAST_DEPTH), MOST_DEPTH));
  const { hits: dense, exact } = await denseLeg(trx, { ...search, vector, limit });
  const lexical = await lexicalLeg(trx, { ...search, text, limit });
  const hits = fuse([
    { leg: 'dense', weight: search.weights?.dense ?? 1, hits: dense },
    { leg: 'lexical', weight: search.weights?.lexical ?? 1, hits: lexical },
  ]);
  return { hits, meta: { mode: 'hybrid', exact, truncated: false, scoreKind: 'rrf' } };
}
