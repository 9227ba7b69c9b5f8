import type { HandlerOf } from '@mesh/bus/handler';
import { MeshError } from '@mesh/contracts/mesh-error';
import type * as vectors from '@mesh/contracts/vectors';
import type { Database } from '@mesh/database/database';
import { collectionNamed } from '../collection/collection-store.ts';
import type { Schema } from '../db/schema.ts';
import { findPoint } from './point-store.ts';

export function getPoint(db: Database<Schema>): HandlerOf<typeof vectors.getPoint> {
  return ({ params: { name, id } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const point = await findPoint(trx, await collectionNamed(trx, name), id);
      if (!point) throw new MeshError('not-found', `there is no point ${id} in ${name}`);
      return { ...point, updatedAt: point.updatedAt.toISOString() };
    });
}
