import type { Budget } from '../plan/agent-plan.ts';
import type { Raise } from './happening.ts';
import type { ExecutionState } from './state.ts';

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

/** Sets new bounds; those that are not told stay. */
export function raise(state: ExecutionState, { task, ...bounds }: Raise): void {
  if (task === undefined) state.budget = { ...state.budget, ...bounds };
  else
    for (const { agent, task: own } of state.frames.values())
      if (agent && own.pointer === task) agent.budget = { ...agent.budget, ...bounds };
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
