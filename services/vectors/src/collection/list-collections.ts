import type { HandlerOf } from '@mesh/bus/handler';
import { idCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import type * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { collectionsBelow } from './collection-store.ts';
import { shownCollection } from './shown-collection.ts';

/** The cursor is the id of the last collection of the page, since ids sort by creation time. */
export function listCollections(db: Database<Schema>): HandlerOf<typeof vectors.listCollections> {
  return async ({ query: { limit, cursor } }, { workspaceId }) => {
    const before = idCursor('col', cursor);
    const read = (most: number) => db.inWorkspace(workspaceId, (trx) => collectionsBelow(trx, { before, limit: most }));
    return readPage(limit, read, { show: shownCollection, at: ({ id }) => id });
  };
}
