import { filtersOf } from '../interpreter/consumption.ts';
import type { EventFilterPlan } from '../plan/consumption-plan.ts';
import type { FilterAt } from './match-store.ts';
import type { StrategyAt } from './strategies.ts';

/** The compiled filter at this place. Undefined if the document has none there. */
export async function filterOf(strategyAt: StrategyAt, filterAt: FilterAt): Promise<EventFilterPlan | undefined> {
  const strategy = await strategyAt(filterAt);
  return strategy && filtersOf(strategy)[filterAt.filter];
}
