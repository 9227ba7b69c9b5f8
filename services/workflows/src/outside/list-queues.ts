import type { HandlerOf } from '@mesh/bus/serve';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type { listQueues as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { depthsAfter } from './depth-store.ts';

export function listQueues(db: Database<Schema>): HandlerOf<typeof operation> {
  return ({ query: { limit = DEFAULT_LIMIT, cursor = '' } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const rows = await depthsAfter(trx, workspaceId, cursor, limit + 1);
      const items = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.queue ?? null) : null };
    });
}
