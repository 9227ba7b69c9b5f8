import type { HandlerOf } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { MeshError } from '@mesh/contracts/mesh-error';
import { collectionEtag } from '@mesh/contracts/vector-shapes';
import type * as vectors from '@mesh/contracts/vectors';
import { collectionCreated } from '@mesh/contracts/vectors-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Schema } from '../db/schema.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { findCollection, insertCollection } from './collection-store.ts';
import { designOf, refuseChange } from './design.ts';
import { shownCollection } from './shown-collection.ts';

export function putCollection(
  db: Database<Schema>,
  embedder: Pick<Embedder, 'choose'>,
): HandlerOf<typeof vectors.putCollection> {
  return ({ params: { name }, headers, body }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const there = await findCollection(trx, name);
      if (there) {
        const shown = shownCollection(there);
        checkIfMatch(headers, collectionEtag(shown), `the collection ${name}`);
        refuseChange(there, body);
        return { ...shown, created: false };
      }
      if (headers['if-match'] !== undefined)
        throw new MeshError('precondition-failed', `there is no collection ${name} by now`);
      const made = await insertCollection(trx, { ...designOf(body, embedder), workspaceId, id: newId('col'), name });
      if (!made) throw new MeshError('conflict', `the collection ${name} is being made by another request; try again`);
      const { id: collectionId, dimensions, model } = made;
      await record(trx, collectionCreated, { workspaceId, data: { collectionId, name, dimensions, model } });
      return { ...shownCollection(made), created: true };
    });
}
