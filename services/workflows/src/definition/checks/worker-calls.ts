import type { Fault } from '@mesh/contracts/mesh-error';
import type { WorkflowDocument } from '../document.ts';
import { workerArguments } from '../dsl/call-worker.ts';
import { faultsIn } from './shape.ts';
import type { TaskAt } from './tasks.ts';

/** Whether `call: worker` is given what it takes, unless a function of the document has its name. */
export function* checkWorkerCalls({ use }: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  if (Object.hasOwn(use?.functions ?? {}, 'worker')) return;
  for (const { task, pointer } of tasks)
    if ('call' in task && task.call === 'worker') yield* faultsIn(workerArguments, task.with ?? {}, `${pointer}/with`);
}
