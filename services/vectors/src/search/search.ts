import type { HandlerOf } from '@mesh/bus/handler';
import type * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import { type CollectionRow, collectionNamed } from '../collection/collection-store.ts';
import { refuseOtherModel } from '../collection/design.ts';
import { embeddingOf } from '../collection/shown-collection.ts';
import type { Schema } from '../db/schema.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Vector } from '../embedding/provider.ts';
import { filterSql } from '../filter/filter-sql.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { refuseVector } from '../point/refuse-vector.ts';
import { fillHits } from './fill-hits.ts';
import { findHits, type Question } from './find-hits.ts';

/** No transaction is open while the model works. */
export function search(db: Database<Schema>, embedder: Pick<Embedder, 'embed'>): HandlerOf<typeof vectors.search> {
  return async ({ params: { name }, body }, { workspaceId, signal }) => {
    const condition = body.filter && filterSql(parseFilter(body.filter));
    const collection = await db.inWorkspace(workspaceId, (trx) => collectionNamed(trx, name));
    const vector = await vectorOfQuestion(collection, body, embedder, signal);
    return db.inWorkspace(workspaceId, async (trx) => {
      const { hits, meta } = await findHits(trx, { ...body, collection, condition, vector });
      const good = hits.filter(({ score }) => body.minScore === undefined || score >= body.minScore).slice(0, body.k);
      const items = await fillHits(trx, collection, good, new Set(body.include ?? ['text', 'metadata']));
      return { items, meta };
    });
  };
}

/** The query's vector; a lexical query has none. */
async function vectorOfQuestion(
  collection: CollectionRow,
  { mode, vector, text, model }: Question,
  embedder: Pick<Embedder, 'embed'>,
  signal: AbortSignal,
): Promise<Vector | undefined> {
  if (mode === 'lexical') return undefined;
  if (vector) {
    refuseOtherModel(collection, { model });
    refuseVector(vector, collection, '/body/vector');
    return vector;
  }
  const [made] = await embedder.embed(embeddingOf(collection), text === undefined ? [] : [text], signal);
  return made;
}
