import { type RawBuilder, sql } from 'kysely';
import type { CollectionRow } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';
import type { Hit } from './hit.ts';

type LexicalQuery = {
  collection: CollectionRow;
  text: string;
  condition: RawBuilder<boolean> | undefined;
  limit: number;
};

/**
 * The points that share at least one word with the text, by PostgreSQL's full-text rank: how often the words occur, and (flag 1)
 * how long the text is. A GIN index cannot serve this: `@@` is not leak-proof, so row-level security comes first.
 */
export async function lexicalLeg(trx: Trx, query: LexicalQuery): Promise<Hit[]> {
  const { collection, text, condition, limit } = query;
  const { rows } = await sql<Hit>`
    with question as materialized (
      select string_agg('''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery as words
      from unnest(tsvector_to_array(to_tsvector('english', ${text}::text))) as word
    )
    select point.id, ts_rank(point.words, question.words, 1)::float8 as score
    from point, question
    where point.collection_id = ${collection.id} and point.words @@ question.words
      ${condition ? sql`and ${condition}` : sql``}
    order by score desc, point.id limit ${limit}`.execute(trx);
  return rows;
}
