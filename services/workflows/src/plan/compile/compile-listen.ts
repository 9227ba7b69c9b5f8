import type { ListenTask } from '../../definition/document.ts';
import type { ForeachPlan, PlanOf } from '../plan.ts';
import { compileConsumption } from './compile-consumption.ts';
import { compileTasks } from './compile-tasks.ts';
import { output } from './data-flow.ts';
import type { Scope } from './scope.ts';

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
