import type { Budget } from '../definition/budget.ts';

/** What was spent on models. */
export type Spent = { turns: number; tokens: number; cost: number };

/** Reason of a suspension because of a spent budget. */
export const BUDGET_REACHED = 'budget_reached';
const BILLION = 1e9;

export function spend(spent: Spent, { tokens, cost }: Omit<Spent, 'turns'>): void {
  spent.turns += 1;
  spent.tokens += tokens;
  spent.cost = roundedCost(spent.cost + cost);
}

/** A cost to a billionth, so that sums do not depend on their order. */
export function roundedCost(cost: number): number {
  return Math.round(cost * BILLION) / BILLION;
}

/** Says which limit is reached; undefined while something is left of each. */
export function reached(whose: string, budget: Budget, spent: Spent): string | undefined {
  for (const part of ['turns', 'tokens', 'cost'] as const) {
    const most = budget[part];
    if (most !== undefined && spent[part] >= most)
      return `${BUDGET_REACHED}: ${whose} has used ${spent[part]} of ${most} (${part})`;
  }
  return undefined;
}
