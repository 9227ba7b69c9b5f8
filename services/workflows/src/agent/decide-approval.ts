import type { HandlerOf } from '@mesh/bus/handler';
import { MeshError } from '@mesh/contracts/mesh-error';
import type * as models from '@mesh/contracts/models';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { insertHeard } from '../event/event-store.ts';
import { unarchived } from '../execution/unarchived.ts';
import { APPROVAL_EVENT } from '../plan/compile/compile-agent.ts';
import { isAwaited } from './approval-store.ts';

type Needs = { readonly db: Database<Schema>; readonly onHeard: () => void };

/** A decision is the event that the tool waits for. Its id is that of the approval, so the first decision counts. */
export function decideApproval({ db, onHeard }: Needs): HandlerOf<typeof models.decideApproval> {
  return async ({ params: { executionId, approval }, body: { decision, reason } }, { workspaceId, principal }) => {
    await db.inWorkspace(workspaceId, async (trx) => {
      await unarchived(trx, executionId);
      if (!(await isAwaited(trx, executionId, approval))) throw notAwaited();
      const data = { approval, decision, by: principal.id, ...(reason !== undefined && { reason }) };
      const event = {
        specversion: '1.0',
        id: approval,
        source: `/executions/${executionId}`,
        type: APPROVAL_EVENT,
        data,
      };
      const [counts] = await insertHeard(trx, workspaceId, [event]);
      if (!counts) throw notAwaited(); // another decision was faster, and is not matched yet
    });
    onHeard();
    return { approval, decision };
  };
}

function notAwaited(): MeshError {
  return new MeshError('conflict', 'nothing waits for this approval: it is decided, has expired, or never was');
}
