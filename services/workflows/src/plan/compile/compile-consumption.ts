import type { EventStrategy } from '../../definition/document.ts';
import { expression } from '../../expression/expression.ts';
import type { ConsumptionPlan, EventsPlan } from '../consumption-plan.ts';
import { compileFilter } from './event-filter.ts';

/** Which events are consumed, and when they are enough. */
export function compileConsumption(strategy: EventStrategy, names: readonly string[]): ConsumptionPlan {
  const until = 'until' in strategy ? strategy.until : undefined;
  return {
    ...compileEvents(strategy, names),
    until: typeof until === 'string' ? expression(until, names) : undefined,
    untilEvents: typeof until === 'object' ? compileEvents(until, names) : undefined,
  };
}

/** `any` without filters matches every event. */
function compileEvents(strategy: EventStrategy, names: readonly string[]): EventsPlan {
  if ('one' in strategy) return { mode: 'any', filters: [compileFilter(strategy.one, names)] };
  const mode = 'all' in strategy ? 'all' : 'any';
  const filters = 'all' in strategy ? strategy.all : strategy.any;
  if (mode === 'any' && filters.length === 0) return { mode, filters: [compileFilter({ with: {} }, names)] };
  return { mode, filters: filters.map((filter) => compileFilter(filter, names)) };
}
