import type { HandlerOf } from '@mesh/bus/handler';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { modelBudgetEtag, type setModelBudget as operation } from '@mesh/contracts/models';
import type { Database } from '@mesh/database/database';
import { lockModelBudget } from '../db/locks.ts';
import type { Schema } from '../db/schema.ts';
import { shownBudget } from './get-model-budget.ts';
import { budgetUse, setBudget } from './spending-store.ts';

/** Executions that a spent budget has suspended stay so until they are resumed. */
export function setModelBudget(db: Database<Schema>): HandlerOf<typeof operation> {
  return async ({ body: { period, tokens, cost }, headers }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      await lockModelBudget(trx, workspaceId);
      checkIfMatch(headers, modelBudgetEtag(shownBudget(await budgetUse(trx, workspaceId))), 'the budget');
      await setBudget(trx, workspaceId, { period, tokens: tokens ?? null, cost: cost ?? null });
      return shownBudget(await budgetUse(trx, workspaceId));
    });
}
