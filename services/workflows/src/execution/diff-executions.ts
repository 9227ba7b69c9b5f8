import type { HandlerOf } from '@mesh/bus/serve';
import type * as executions from '@mesh/contracts/executions';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { isSame, taskDifferences } from './differences.ts';
import { entriesOf, findExecution } from './execution-store.ts';
import { existing } from './execution-view.ts';

export function diffExecutions(db: Database<Schema>): HandlerOf<typeof executions.diffExecutions> {
  return async ({ params: { executionId }, query: { with: other } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const left = existing(await findExecution(trx, executionId));
      const right = existing(await findExecution(trx, other));
      if (left.namespace !== right.namespace || left.name !== right.name)
        throw new MeshError('unprocessable', 'they are executions of two workflows');
      return {
        input: { same: isSame(left.input, right.input) },
        ...taskDifferences(await entriesOf(trx, left.id), await entriesOf(trx, right.id)),
        end: { left: left.status, right: right.status },
      };
    });
}
