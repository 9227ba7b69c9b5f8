import type { HandlerOf } from '@mesh/bus/handler';
import type * as models from '@mesh/contracts/models';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { shownBudget } from './get-model-budget.ts';
import { setBudget, standingOf } from './spending-store.ts';

/** What is suspended stays so until it is resumed. */
export function setModelBudget(db: Database<Schema>): HandlerOf<typeof models.setModelBudget> {
  return async ({ body: { period, tokens, cost } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      await setBudget(trx, workspaceId, { period, tokens: tokens ?? null, cost: cost ?? null });
      return shownBudget(await standingOf(trx, workspaceId));
    });
}
