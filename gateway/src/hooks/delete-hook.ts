import type * as contract from '@mesh/contracts/hooks';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { deleteHookRow, hookOf } from './hook-store.ts';

export function deleteHook(db: Database<Schema>): LocalHandler<typeof contract.deleteHook> {
  return ({ params: { hookId } }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      await hookOf(trx, hookId);
      await deleteHookRow(trx, hookId);
      return {};
    });
}
