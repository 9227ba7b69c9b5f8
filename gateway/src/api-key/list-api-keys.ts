import { idCursor } from '@mesh/contracts/cursor';
import type * as contract from '@mesh/contracts/gateway';
import { readPage } from '@mesh/contracts/page';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { keysBelow } from './api-key-store.ts';
import { shownApiKey } from './shown-api-key.ts';

export function listApiKeys(db: Database<Schema>): LocalHandler<typeof contract.listApiKeys> {
  return async ({ query: { limit, cursor } }, { principal: { workspaceId } }) => {
    const before = idCursor('key', cursor);
    const read = (most: number) => db.inWorkspace(workspaceId, (trx) => keysBelow(trx, { before, limit: most }));
    return readPage(limit, read, { show: shownApiKey, at: ({ id }) => id });
  };
}
