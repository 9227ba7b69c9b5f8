import type { HandlerOf } from '@mesh/bus/handler';
import type { RequestOf } from '@mesh/contracts/operation';
import type * as vectors from '@mesh/contracts/vectors';
import { pointsDeleted } from '@mesh/contracts/vectors-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import { type RawBuilder, sql } from 'kysely';
import { addToCount, collectionNamed } from '../collection/collection-store.ts';
import type { Schema } from '../db/schema.ts';
import { filterFault } from '../filter/filter-fault.ts';
import { filterSql } from '../filter/filter-sql.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { removePoints } from './point-store.ts';

export function deletePoints(db: Database<Schema>): HandlerOf<typeof vectors.deletePoints> {
  return ({ params: { name }, body }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const condition = conditionOf(body);
      const collection = await collectionNamed(trx, name);
      const deleted = await removePoints(trx, collection, condition);
      if (deleted > 0) {
        await record(trx, pointsDeleted, { workspaceId, data: { collectionId: collection.id, name, deleted } });
      }
      await addToCount(trx, collection, -deleted);
      return { deleted };
    });
}

type Body = RequestOf<typeof vectors.deletePoints>['body'];

/** An empty filter would delete everything; deleting the collection says that more clearly. */
function conditionOf({ ids, filter = {} }: Body): RawBuilder<boolean> {
  if (ids) return sql<boolean>`id = any(${ids}::text[])`;
  if (Object.keys(filter).length === 0) throw filterFault([], 'expected at least one condition');
  return filterSql(parseFilter(filter));
}
