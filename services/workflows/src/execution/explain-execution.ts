import type { HandlerOf } from '@mesh/bus/serve';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { z } from 'zod';
import type { Schema } from '../db/schema.ts';
import { type ExecutionRow, findExecution } from './execution-store.ts';
import { existing } from './execution-view.ts';

type Explanation = z.input<typeof workflows.explainExecution.output>;

export function explainExecution(db: Database<Schema>): HandlerOf<typeof workflows.explainExecution> {
  return async ({ params: { executionId } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => explained(existing(await findExecution(trx, executionId))));
}

/** The one reason that an execution is not running now. */
export function explained({ status, startedAt, endedAt, wakeAt, worker }: ExecutionRow): Explanation {
  const since = (endedAt ?? startedAt).toISOString();
  if (endedAt) return { state: status, reason: `it is over: ${status}`, since };
  if (status === 'waiting' && wakeAt)
    return { state: status, reason: 'it waits for a time', unblockedBy: wakeAt.toISOString(), since };
  if (worker === null)
    return { state: status, reason: 'it waits to be taken up', unblockedBy: 'the next free process', since };
  return { state: status, reason: 'it is running', since };
}
