import * as contract from '@mesh/contracts/hooks';
import { checkIfMatch } from '@mesh/contracts/if-match';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { deleteHookRow, hookOf } from './hook-store.ts';

export function deleteHook(db: Database<Schema>): LocalHandler<typeof contract.deleteHook> {
  return ({ params: { hookId }, headers }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => {
      checkIfMatch(headers, contract.hookEtag(await hookOf(trx, hookId)), 'the hook');
      await deleteHookRow(trx, hookId);
      return {};
    });
}
