import type { HandlerOf } from '@mesh/bus/handler';
import { idCursor } from '@mesh/contracts/cursor';
import type * as executions from '@mesh/contracts/executions';
import { readPage } from '@mesh/contracts/page';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { inputFilter } from './input-filter.ts';
import { executionsBelow } from './search-store.ts';
import { shownExecution } from './shown-execution.ts';

export function listExecutions(db: Database<Schema>): HandlerOf<typeof executions.listExecutions> {
  return async ({ query: { limit, cursor, workflow, status, parent, from, to, ...input } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const filter = { workflow, status, parent, from, to, input: inputFilter(input) };
      const before = idCursor('exe', cursor);
      const read = (most: number) => executionsBelow(trx, filter, { before, limit: most });
      return readPage(limit, read, { show: shownExecution, at: ({ id }) => id });
    });
}
