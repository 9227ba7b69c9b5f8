import type { HandlerOf } from '@mesh/bus/serve';
import { id } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { collectionsBefore } from './collection-store.ts';
import { collectionView } from './collection-view.ts';

const position = id('col').optional();

/** The cursor is the id of the last collection told: ids sort by their making. */
export function listCollections(db: Database<Schema>): HandlerOf<typeof vectors.listCollections> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor } }, { workspaceId }) => {
    const before = position.safeParse(cursor);
    if (!before.success) throw new MeshError('invalid', 'the cursor is not one that this list gave');
    const rows = await db.inWorkspace(workspaceId, (trx) => collectionsBefore(trx, before.data, limit + 1));
    const items = rows.slice(0, limit);
    return { items: items.map(collectionView), nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  };
}
