import type * as contract from '@mesh/contracts/hooks';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { hookOf } from './hook-store.ts';
import { shownHook } from './shown-hook.ts';

export function getHook(db: Database<Schema>): LocalHandler<typeof contract.getHook> {
  return ({ params }, { principal }) =>
    db.inWorkspace(principal.workspaceId, async (trx) => shownHook(await hookOf(trx, params.hookId)));
}
