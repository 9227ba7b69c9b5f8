import type { HandlerOf } from '@mesh/bus/handler';
import { readPage } from '@mesh/contracts/page';
import type { listQueues as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { depthsAfter } from './depth-store.ts';

export function listQueues(db: Database<Schema>): HandlerOf<typeof operation> {
  return ({ query: { limit, cursor = '' } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, (trx) => {
      const read = (most: number) => depthsAfter(trx, workspaceId, cursor, most);
      return readPage(limit, read, { show: (row) => row, at: ({ queue }) => queue });
    });
}
