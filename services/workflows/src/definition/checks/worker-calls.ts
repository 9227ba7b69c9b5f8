import type { Fault } from '@mesh/contracts/mesh-error';
import type { WorkflowDocument } from '../document.ts';
import { workerArguments } from '../dsl/call-worker.ts';
import { faultsIn } from './shape.ts';
import type { TaskAt } from './tasks.ts';

/** Checks the arguments of `call: worker`, unless a function of the document has that name. */
export function* checkWorkerCalls({ use }: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  if (Object.hasOwn(use?.functions ?? {}, 'worker')) return;
  for (const { task, pointer } of tasks)
    if ('call' in task && task.call === 'worker') yield* faultsIn(workerArguments, task.with ?? {}, `${pointer}/with`);
}
