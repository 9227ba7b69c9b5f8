import type { HandlerOf } from '@mesh/bus/serve';
import type * as executions from '@mesh/contracts/executions';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { BUDGET_REACHED } from '../interpreter/budget.ts';
import type { Outcome } from '../interpreter/happening.ts';
import { type AskNeeds, askOf } from './ask-of.ts';
import { shownExecution } from './execution-view.ts';
import { suspensionOf } from './suspension.ts';

/** Resuming what runs is no mistake. Where the outcome of a call is not known, it has to be said. */
export function resumeExecution(needs: AskNeeds): HandlerOf<typeof executions.resumeExecution> {
  return async ({ params: { executionId }, body: { outcome, budget } }, context) => {
    const { workspaceId, principal } = context;
    const { undecided } = await needs.db.inWorkspace(workspaceId, (trx) => suspensionOf(trx, executionId));
    const left = undecided.filter((task) => !outcome || (outcome.task !== undefined && outcome.task !== task));
    if (undecided.length > 0 && left.length === undecided.length)
      throw new MeshError('conflict', 'say what came of the call: `outcome` is to repeat it, an output or an error', {
        extra: { undecided },
      });
    const row = await askOf(needs, context, executionId, {
      asked: {
        kind: 'resumed',
        by: principal.id,
        ...(outcome && { outcome: outcome as Outcome & Json }),
        ...(budget && { budget }),
      },
      refuses: ({ endedAt, status }) => (endedAt ? `the execution is already ${status}` : undefined),
      isDone: ({ status }) => status !== 'suspended',
    });
    const { reason } = await needs.db.inWorkspace(workspaceId, (trx) => suspensionOf(trx, executionId));
    if (row.status === 'suspended' && reason?.startsWith(BUDGET_REACHED))
      throw new MeshError('conflict', `it is suspended again; raise the budget. ${reason}`);
    return shownExecution(row);
  };
}
