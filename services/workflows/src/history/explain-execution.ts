import type { HandlerOf } from '@mesh/bus/handler';
import type * as executions from '@mesh/contracts/executions';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { findAnywhere } from '../archive/find-anywhere.ts';
import type { Schema } from '../db/schema.ts';
import { factsOf } from './explain-store.ts';
import { explained } from './explained.ts';

type Needs = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'get'> };

export function explainExecution(needs: Needs): HandlerOf<typeof executions.explainExecution> {
  return async ({ params: { executionId } }, { workspaceId }) => {
    const row = await findAnywhere(needs, workspaceId, executionId);
    return explained(row, await factsOf(needs.db, workspaceId, row));
  };
}
