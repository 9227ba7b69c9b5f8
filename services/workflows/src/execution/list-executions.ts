import type { HandlerOf } from '@mesh/bus/serve';
import { idCursor } from '@mesh/contracts/id-cursor';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { shownExecution } from './execution-view.ts';
import { inputFilter } from './input-filter.ts';
import { executionsBefore } from './search-store.ts';

export function listExecutions(db: Database<Schema>): HandlerOf<typeof workflows.listExecutions> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor, workflow, status, from, to, ...input } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const filter = { workflow, status, from, to, input: inputFilter(input) };
      const rows = await executionsBefore(trx, filter, idCursor('exe', cursor), limit + 1);
      const items = rows.slice(0, limit).map(shownExecution);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    });
}
