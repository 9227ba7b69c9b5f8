import type { HandlerOf } from '@mesh/bus/handler';
import type * as control from '@mesh/contracts/execution-control';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type AskNeeds, askAndWait } from './ask-and-wait.ts';
import { shownExecution } from './shown-execution.ts';

/** Continues from the task that failed. If the workflow failed as a whole (its input or output), there is none. */
export function retryExecution(needs: AskNeeds): HandlerOf<typeof control.retryExecution> {
  return async ({ params: { executionId } }, context) => {
    let faultedAt: number | undefined;
    const row = await askAndWait(needs, context, executionId, {
      asked: { kind: 'retried', by: context.principal.id },
      refuses: ({ status, endedAt }) => {
        faultedAt = endedAt?.getTime();
        return status === 'faulted' ? undefined : `only what has faulted is retried; it is ${status}`;
      },
      isDone: ({ endedAt }) => endedAt?.getTime() !== faultedAt,
    });
    if (row.endedAt?.getTime() === faultedAt)
      throw new MeshError('conflict', 'no task of it failed, but the workflow as a whole: start it anew');
    return shownExecution(row);
  };
}
