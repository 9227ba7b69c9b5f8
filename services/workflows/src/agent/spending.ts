import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Spending } from '../effect/llm/models.ts';
import { BUDGET_REACHED } from '../interpreter/budget.ts';
import { addUsage, budgetUse } from './spending-store.ts';

/** Keeps what workspaces spend in the database. Calls under way when a limit is reached still finish, and count. */
export function spendingIn(db: Database<Schema>): Spending {
  return {
    async reached(workspaceId) {
      const { tokens, cost, usedTokens, usedCost, period } = await db.inWorkspace(workspaceId, (trx) =>
        budgetUse(trx, workspaceId),
      );
      const told = (used: number, most: number, part: string) =>
        `${BUDGET_REACHED}: the workspace has used ${used} of ${most} (${part}) this ${period}`;
      if (tokens !== null && usedTokens >= tokens) return told(usedTokens, tokens, 'tokens');
      return cost !== null && usedCost >= cost ? told(usedCost, cost, 'cost') : undefined;
    },
    record: (workspaceId, model, usage) =>
      db.inWorkspace(workspaceId, (trx) => addUsage(trx, workspaceId, model, usage)),
  };
}
