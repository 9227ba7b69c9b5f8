import type { AnswerOf } from '@mesh/contracts/operation';
import type * as vectors from '@mesh/contracts/vectors';
import { sql } from 'kysely';
import type { CollectionRow } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';
import type { RankedHit } from './hit.ts';

export type Item = AnswerOf<typeof vectors.search>['items'][number];
export type Part = 'text' | 'metadata' | 'vector';

/** The hits, in their order, with the parts of the points that the caller wants. */
export async function fillHits(
  trx: Trx,
  { id: collectionId }: CollectionRow,
  hits: readonly RankedHit[],
  parts: ReadonlySet<Part>,
): Promise<Item[]> {
  if (hits.length === 0 || parts.size === 0) return [...hits];
  const rows = await trx
    .selectFrom('point')
    .select('id')
    .$if(parts.has('text'), (query) => query.select('text'))
    .$if(parts.has('metadata'), (query) => query.select('metadata'))
    .$if(parts.has('vector'), (query) => query.select(sql<number[]>`embedding::real[]`.as('vector')))
    .where('collectionId', '=', collectionId)
    .where(sql<boolean>`id = any(${hits.map(({ id }) => id)}::text[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return hits.map((hit) => ({ ...byId.get(hit.id), ...hit }));
}
