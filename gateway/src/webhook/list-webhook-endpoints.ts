import { idCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import type * as contract from '@mesh/contracts/webhook-endpoints';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { endpointsBelow } from './endpoint-store.ts';
import { shownEndpoint } from './shown-endpoint.ts';

export function listWebhookEndpoints(db: Database<Schema>): LocalHandler<typeof contract.listWebhookEndpoints> {
  return async ({ query: { limit, cursor } }, { principal: { workspaceId } }) => {
    const before = idCursor('whk', cursor);
    const read = (most: number) => db.inWorkspace(workspaceId, (trx) => endpointsBelow(trx, { before, limit: most }));
    return readPage(limit, read, { show: shownEndpoint, at: ({ id }) => id });
  };
}
