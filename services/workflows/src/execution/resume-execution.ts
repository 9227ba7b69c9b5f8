import type { HandlerOf } from '@mesh/bus/handler';
import type * as control from '@mesh/contracts/execution-control';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { spendingIn } from '../agent/spending.ts';
import { suspensionOf } from '../history/history-store.ts';
import { BUDGET_REACHED } from '../interpreter/budget.ts';
import type { Outcome } from '../interpreter/happening.ts';
import { type AskNeeds, askAndWait } from './ask-and-wait.ts';
import { shownExecution } from './shown-execution.ts';

/** Resuming a running execution is no error. If the outcome of a call is unknown, the request has to state it. */
export function resumeExecution(needs: AskNeeds): HandlerOf<typeof control.resumeExecution> {
  return async ({ params: { executionId }, body: { outcome, budget } }, context) => {
    const { workspaceId, principal } = context;
    const suspension = () => needs.db.inWorkspace(workspaceId, (trx) => suspensionOf(trx, executionId));
    const { undecided, reason } = await suspension();
    if (isSpent(reason)) refuseSpent(await spendingIn(needs.db).reached(workspaceId));
    const left = undecided.filter((task) => !outcome || (outcome.task !== undefined && outcome.task !== task));
    if (undecided.length > 0 && left.length === undecided.length)
      throw new MeshError('conflict', 'say what came of the call: `outcome` is to repeat it, an output or an error', {
        extra: { undecided },
      });
    const row = await askAndWait(needs, context, executionId, {
      asked: {
        kind: 'resumed',
        by: principal.id,
        ...(outcome && { outcome: outcome as Outcome & Json }),
        ...(budget && { budget }),
      },
      refuses: ({ endedAt, status }) => {
        if (endedAt) return `the execution is already ${status}`;
        const isUnasked = outcome !== undefined && undecided.length === 0 && status === 'suspended';
        return isUnasked ? 'no call of it is to be decided: resume it without an `outcome`' : undefined;
      },
      isDone: ({ status }) => status !== 'suspended',
    });
    if (row.status !== 'suspended') return shownExecution(row);
    if (isSpent(reason)) refuseSpent((await suspension()).reason);
    if (budget && left.length === 0)
      throw new MeshError('conflict', 'the `budget` is less than what has been used already, and is not taken');
    return shownExecution(row);
  };
}

function isSpent(reason: string | undefined): boolean {
  return reason?.startsWith(BUDGET_REACHED) === true;
}

/** Refuses a resume with a spent budget, which would suspend it again. */
function refuseSpent(why: string | undefined): void {
  if (why !== undefined) throw new MeshError('conflict', `raise the budget first. ${why}`);
}
