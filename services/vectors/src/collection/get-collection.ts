import type { HandlerOf } from '@mesh/bus/handler';
import type * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { collectionNamed } from './collection-store.ts';
import { shownCollection } from './shown-collection.ts';

export function getCollection(db: Database<Schema>): HandlerOf<typeof vectors.getCollection> {
  return ({ params: { name } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => shownCollection(await collectionNamed(trx, name)));
}
