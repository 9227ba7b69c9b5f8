import type { Json } from '@mesh/jq/json';
import type { EventStrategy, ListenTask } from '../definition/document.ts';
import { compileTasks, type Scope } from './compile-tasks.ts';
import { output } from './data-flow.ts';
import { compileFilter } from './event-filter.ts';
import { expression } from './expression.ts';
import type { ConsumptionPlan, EventsPlan, ForeachPlan, PlanOf } from './plan.ts';

export function compileListen(
  task: ListenTask,
  pointer: string,
  scope: Scope,
): Pick<PlanOf<'listen'>, 'kind' | 'to' | 'read' | 'foreach'> {
  const { listen, foreach } = task;
  const to = compileConsumption(listen.to, scope.names);
  const reading = { kind: 'listen', to, read: listen.read ?? 'data' } as const;
  return foreach ? { ...reading, foreach: compileForeach(foreach, `${pointer}/foreach`, scope) } : reading;
}

/** What is done with each event or message, as the document spells it. */
export type Foreach = NonNullable<ListenTask['foreach']>;

export function compileForeach(foreach: Foreach, pointer: string, scope: Scope): ForeachPlan {
  const { item = 'item', at = 'index' } = foreach;
  const inner = { ...scope, names: [...scope.names, item, at] };
  const tasks = compileTasks(foreach.do ?? [], `${pointer}/do`, inner);
  return { item, at, tasks, output: output(foreach.output, inner), export: output(foreach.export, inner) };
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
