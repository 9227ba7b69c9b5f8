import type { HandlerOf } from '@mesh/bus/handler';
import { nameCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import { type listQueues as operation, queueName } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { depthsAfter } from './depth-store.ts';

export function listQueues(db: Database<Schema>): HandlerOf<typeof operation> {
  return async ({ query: { limit, cursor } }, { workspaceId }) => {
    const after = nameCursor((text) => queueName.safeParse(text).success, cursor) ?? '';
    return db.inWorkspace(workspaceId, (trx) => {
      const read = (most: number) => depthsAfter(trx, workspaceId, after, most);
      return readPage(limit, read, { show: (row) => row, at: ({ queue }) => queue });
    });
  };
}
