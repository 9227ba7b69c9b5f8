import type { HandlerOf } from '@mesh/bus/serve';
import { MeshError } from '@mesh/contracts/mesh-error';
import type * as vectors from '@mesh/contracts/vectors';
import { collectionDeleted } from '@mesh/contracts/vectors-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Schema } from '../db/schema.ts';
import { collectionNamed, removeCollection } from './collection-store.ts';

export function deleteCollection(db: Database<Schema>): HandlerOf<typeof vectors.deleteCollection> {
  return ({ params: { name }, headers: { 'if-match': expected } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const collection = await collectionNamed(trx, name);
      if (expected !== undefined && expected !== '*' && expected !== `"${collection.id}"`) {
        throw new MeshError('precondition-failed', `the collection ${name} is another one by now: read it again`);
      }
      const points = await removeCollection(trx, collection);
      await record(trx, collectionDeleted, { workspaceId, data: { collectionId: collection.id, name, points } });
      return {};
    });
}
