import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import { deleteCollection } from './collection/delete-collection.ts';
import { getCollection } from './collection/get-collection.ts';
import { listCollections } from './collection/list-collections.ts';
import { putCollection } from './collection/put-collection.ts';
import type { Schema } from './db/schema.ts';
import type { Embedder } from './embedding/embedder.ts';
import { deletePoints } from './point/delete-points.ts';
import { getPoint } from './point/get-point.ts';
import { upsertPoints } from './point/upsert-points.ts';
import { measureRecall } from './recall/measure-recall.ts';
import { search } from './search/search.ts';

type Needs = { bus: Bus; db: Database<Schema>; embedder: Embedder };

/** Answers every operation of vectors until disposed. */
export function serveVectors({ bus, db, embedder }: Needs): AsyncDisposable {
  const serving = new AsyncDisposableStack();
  serving.use(serve(bus, vectors.putCollection, putCollection(db, embedder)));
  serving.use(serve(bus, vectors.listCollections, listCollections(db)));
  serving.use(serve(bus, vectors.getCollection, getCollection(db)));
  serving.use(serve(bus, vectors.deleteCollection, deleteCollection(db)));
  serving.use(serve(bus, vectors.upsertPoints, upsertPoints(db, embedder)));
  serving.use(serve(bus, vectors.getPoint, getPoint(db)));
  serving.use(serve(bus, vectors.deletePoints, deletePoints(db)));
  serving.use(serve(bus, vectors.search, search(db, embedder)));
  serving.use(serve(bus, vectors.measureRecall, measureRecall(db)));
  return serving;
}
