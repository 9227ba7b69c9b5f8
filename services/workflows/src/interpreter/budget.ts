import type { Budget } from '../definition/budget.ts';

/** What has been spent on models. */
export type Spent = { turns: number; tokens: number; cost: number };

/** Why an execution is suspended that may spend no more. */
export const BUDGET_REACHED = 'budget_reached';
/** Costs are sums of fractions. */
const DIGITS = 1e9;

export function spend(spent: Spent, { tokens, cost }: Omit<Spent, 'turns'>): void {
  spent.turns += 1;
  spent.tokens += tokens;
  spent.cost = Math.round((spent.cost + cost) * DIGITS) / DIGITS;
}

/** In words which bound has been reached; undefined while there is something left of all. */
export function reached(whose: string, budget: Budget, spent: Spent): string | undefined {
  for (const part of ['turns', 'tokens', 'cost'] as const) {
    const most = budget[part];
    if (most !== undefined && spent[part] >= most)
      return `${BUDGET_REACHED}: ${whose} has used ${spent[part]} of ${most} (${part})`;
  }
  return undefined;
}
