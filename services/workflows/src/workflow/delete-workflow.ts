import type { HandlerOf } from '@mesh/bus/handler';
import { checkIfMatch } from '@mesh/contracts/if-match';
import * as workflows from '@mesh/contracts/workflows';
import { workflowArchived } from '@mesh/contracts/workflows-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import type { Schema } from '../db/schema.ts';
import { endSchedules } from '../schedule/schedule-store.ts';
import type { OnChanged } from './on-changed.ts';
import { shownWorkflow, toldWorkflow } from './shown-workflow.ts';
import { setArchived, workflowWithId } from './workflow-store.ts';

/** Archives the workflow: it cannot be started, and running executions go on. Idempotent. */
export function deleteWorkflow(
  db: Database<Schema>,
  onArchived?: OnChanged,
): HandlerOf<typeof workflows.deleteWorkflow> {
  return async ({ params: { workflowId }, headers }, { workspaceId }) => {
    const workflow = await db.inWorkspace(workspaceId, async (trx) => {
      const found = await workflowWithId(trx, workflowId);
      const etag = workflows.workflowEtag(shownWorkflow(found));
      checkIfMatch(headers, etag, `the workflow ${workflowId}`);
      const archived = await setArchived(trx, workflowId, true);
      if (archived) {
        await endSchedules(trx, { ...archived, workflowId });
        await record(trx, workflowArchived, { workspaceId, subject: workflowId, data: toldWorkflow(archived) });
      }
      return found;
    });
    onArchived?.(workspaceId, workflow);
    return {};
  };
}
