import type { HandlerOf } from '@mesh/bus/handler';
import type * as control from '@mesh/contracts/execution-control';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type AskNeeds, askAndWait } from './ask-and-wait.ts';
import { shownExecution } from './shown-execution.ts';

/** Suspending twice is no error; suspending an ended or pending execution is one. */
export function suspendExecution(needs: AskNeeds): HandlerOf<typeof control.suspendExecution> {
  return async ({ params: { executionId } }, context) => {
    const row = await askAndWait(needs, context, executionId, {
      asked: { kind: 'suspended', by: context.principal.id },
      refuses: ({ endedAt, status }) => {
        if (endedAt) return `the execution is already ${status}`;
        return status === 'pending' ? 'the execution has not begun: cancel it, or wait until it runs' : undefined;
      },
      isDone: ({ endedAt, status }) => endedAt !== null || status === 'suspended',
    });
    if (row.endedAt) throw new MeshError('conflict', `the execution is already ${row.status}`);
    return shownExecution(row);
  };
}
