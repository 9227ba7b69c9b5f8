import { filtersOf } from '../interpreter/consumption.ts';
import type { EventFilterPlan } from '../plan/plan.ts';
import type { Place } from './match-store.ts';
import type { StrategyAt } from './strategies.ts';

/** The filter that stands at a place, compiled. Undefined where the document has none there. */
export async function filterOf(strategyAt: StrategyAt, place: Place): Promise<EventFilterPlan | undefined> {
  const strategy = await strategyAt(place);
  return strategy && filtersOf(strategy)[place.filter];
}
