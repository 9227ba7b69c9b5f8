import type { HandlerOf } from '@mesh/bus/handler';
import type * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { collectionNamed } from './collection-store.ts';
import { collectionView } from './collection-view.ts';

export function getCollection(db: Database<Schema>): HandlerOf<typeof vectors.getCollection> {
  return ({ params: { name } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => collectionView(await collectionNamed(trx, name)));
}
