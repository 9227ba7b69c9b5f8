import type { HandlerOf } from '@mesh/bus/handler';
import type { Operation } from '@mesh/contracts/operation';
import * as contract from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import { migrate } from '@mesh/database/migrate';
import { openDatabase } from '@mesh/database/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { askHandler } from '@mesh/testing/ask-handler';
import { contextOf } from '@mesh/testing/context-of';
import { deleteCollection } from '../src/collection/delete-collection.ts';
import { getCollection } from '../src/collection/get-collection.ts';
import { listCollections } from '../src/collection/list-collections.ts';
import { putCollection } from '../src/collection/put-collection.ts';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { Embedder } from '../src/embedding/embedder.ts';
import { localProvider } from '../src/embedding/local-provider.ts';
import { deletePoints } from '../src/point/delete-points.ts';
import { getPoint } from '../src/point/get-point.ts';
import { upsertPoints } from '../src/point/upsert-points.ts';
import { measureRecall } from '../src/recall/measure-recall.ts';
import { search } from '../src/search/search.ts';
import type { Engine } from './engines.ts';

export type Vectors = AsyncDisposable & { db: Database<Schema>; in(workspaceId: string): Asked };
export type Asked = ReturnType<typeof asked>;

/** The operations of vectors on a real database with the real model, asked without a bus between. */
export async function openVectors(open: () => Promise<Engine>): Promise<Vectors> {
  await using opening = new AsyncDisposableStack();
  const { url, singleSession } = opening.use(await open());
  await migrate({ url, folders: [outboxMigrations, migrations], log: silent });
  const db = opening.use(openDatabase<Schema>({ url, singleSession, poolSize: 4, log: silent }));
  const embedder = opening.use(
    new Embedder([localProvider({ idleMs: 60_000, log: silent })], { provider: 'local', model: undefined }),
  );
  const opened = opening.move();
  return {
    db,
    in: (workspaceId) => asked(db, embedder, workspaceId),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function asked(db: Database<Schema>, embedder: Embedder, workspaceId: string) {
  const context = contextOf(workspaceId);
  const ask = <O extends Operation>(operation: O, handler: HandlerOf<O>) =>
    askHandler(operation, handler, () => context);
  return {
    putCollection: ask(contract.putCollection, putCollection(db, embedder)),
    listCollections: ask(contract.listCollections, listCollections(db)),
    getCollection: ask(contract.getCollection, getCollection(db)),
    deleteCollection: ask(contract.deleteCollection, deleteCollection(db)),
    upsertPoints: ask(contract.upsertPoints, upsertPoints(db, embedder)),
    getPoint: ask(contract.getPoint, getPoint(db)),
    deletePoints: ask(contract.deletePoints, deletePoints(db)),
    search: ask(contract.search, search(db, embedder)),
    measureRecall: ask(contract.measureRecall, measureRecall(db)),
  };
}
