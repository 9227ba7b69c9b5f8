import type { Json } from '@mesh/jq/json';
import type { EventStrategy, ListenTask } from '../definition/document.ts';
import { compileTasks, type Scope } from './compile-tasks.ts';
import { output } from './data-flow.ts';
import { compileFilter } from './event-filter.ts';
import { expression } from './expression.ts';
import type { ConsumptionPlan, EventsPlan, PlanOf } from './plan.ts';

export function compileListen(
  task: ListenTask,
  pointer: string,
  scope: Scope,
): Pick<PlanOf<'listen'>, 'kind' | 'to' | 'read' | 'foreach'> {
  const { listen, foreach } = task;
  const to = compileConsumption(listen.to, scope.names);
  const reading = { kind: 'listen', to, read: listen.read ?? 'data' } as const;
  if (!foreach) return reading;
  const { item = 'item', at = 'index' } = foreach;
  const inner = { ...scope, names: [...scope.names, item, at] };
  const tasks = compileTasks(foreach.do ?? [], `${pointer}/foreach/do`, inner);
  const ends = { output: output(foreach.output, inner), export: output(foreach.export, inner) };
  return { ...reading, foreach: { item, at, tasks, ...ends } };
}

/** Which events are consumed, and when they are enough. */
export function compileConsumption(strategy: EventStrategy, names: readonly string[]): ConsumptionPlan {
  const until = 'until' in strategy ? strategy.until : undefined;
  return {
    ...compileEvents(strategy, names),
    until: typeof until === 'string' ? expression(until, names) : undefined,
    untilEvents: typeof until === 'object' ? compileEvents(until, names) : undefined,
  };
}

/** Any of no filters is any event at all. */
function compileEvents(strategy: EventStrategy, names: readonly string[]): EventsPlan {
  if ('one' in strategy) return { mode: 'any', filters: [compileFilter(strategy.one, names)] };
  const mode = 'all' in strategy ? 'all' : 'any';
  const filters = 'all' in strategy ? strategy.all : strategy.any;
  if (mode === 'any' && filters.length === 0)
    return { mode, filters: [compileFilter({ with: {} as Json as never }, names)] };
  return { mode, filters: filters.map((filter) => compileFilter(filter, names)) };
}
