import type { HandlerOf } from '@mesh/bus/handler';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { collectionEtag } from '@mesh/contracts/vector-shapes';
import type * as vectors from '@mesh/contracts/vectors';
import { collectionDeleted } from '@mesh/contracts/vectors-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Schema } from '../db/schema.ts';
import { collectionNamed, removeCollection } from './collection-store.ts';
import { shownCollection } from './shown-collection.ts';

export function deleteCollection(db: Database<Schema>): HandlerOf<typeof vectors.deleteCollection> {
  return ({ params: { name }, headers }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const collection = await collectionNamed(trx, name);
      checkIfMatch(headers, collectionEtag(shownCollection(collection)), `the collection ${name}`);
      const points = await removeCollection(trx, collection);
      await record(trx, collectionDeleted, { workspaceId, data: { collectionId: collection.id, name, points } });
      return {};
    });
}
