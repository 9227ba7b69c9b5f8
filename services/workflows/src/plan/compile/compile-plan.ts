import type { Json } from '@mesh/jq/json';
import { budgetOf } from '../../definition/budget.ts';
import { concurrencyOf } from '../../definition/concurrency.ts';
import type { WorkflowDocument } from '../../definition/document.ts';
import type { Externals } from '../../definition/external/externals-of.ts';
import { lifecycleOf } from '../../definition/lifecycle.ts';
import { LOOSE } from '../../expression/expression.ts';
import type { Plan } from '../plan.ts';
import { compileConsumption } from './compile-consumption.ts';
import { compileKey } from './compile-key.ts';
import { compileTasks } from './compile-tasks.ts';
import { input, output, timeout } from './data-flow.ts';
import { listensIn } from './listens.ts';
import type { Scope } from './scope.ts';

/** Where a document says which events start it. */
export const SCHEDULE_ON = '/schedule/on';

/** Compiles a checked document and its external resources. Throws `WorkflowFault` for errors that only compiling shows. */
export function compilePlan(document: WorkflowDocument, digest: string, externals: Externals = new Map()): Plan {
  const names = document.evaluate?.mode === 'loose' ? [LOOSE] : [];
  const { namespace, name, version } = document.document;
  const source = `/${namespace}/${name}/${version}`;
  const scope: Scope = { use: document.use ?? {}, source, names, externals };
  const tasks = compileTasks(document.do, '/do', scope);
  const concurrency = concurrencyOf(document);
  const on = document.schedule?.on && compileConsumption(document.schedule.on, names);
  return {
    digest,
    document: document as unknown as Json,
    input: input(document.input, scope),
    output: output(document.output, scope),
    timeout: timeout(document.timeout, scope),
    budget: budgetOf(document.document.metadata as Json | undefined),
    lifecycle: lifecycleOf(document),
    concurrency: { key: compileKey(concurrency), limit: concurrency.limit },
    tasks,
    listens: new Map([...listensIn(tasks), ...(on ? [[SCHEDULE_ON, on] as const] : [])]),
  };
}
