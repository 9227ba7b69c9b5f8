import type { HandlerOf } from '@mesh/bus/handler';
import type * as models from '@mesh/contracts/models';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { type BudgetUse, budgetUse } from './spending-store.ts';

export function getModelBudget(db: Database<Schema>): HandlerOf<typeof models.getModelBudget> {
  return async (_request, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => shownBudget(await budgetUse(trx, workspaceId)));
}

export function shownBudget({ period, since, tokens, cost, usedTokens, usedCost }: BudgetUse) {
  return { period, tokens, cost, since: since.toISOString(), used: { tokens: usedTokens, cost: usedCost } };
}
