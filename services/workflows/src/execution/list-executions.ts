import type { HandlerOf } from '@mesh/bus/handler';
import { idCursor, numberCursor, pairCursor, wrongCursor } from '@mesh/contracts/cursor';
import type * as executions from '@mesh/contracts/executions';
import { readPage } from '@mesh/contracts/page';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { inputFilter } from './input-filter.ts';
import { type Accepted, executionsBelow } from './search-store.ts';
import { shownExecution } from './shown-execution.ts';

export function listExecutions(db: Database<Schema>): HandlerOf<typeof executions.listExecutions> {
  return async (
    { query: { limit, cursor, workflow, status, awaiting, parent, from, to, ...input } },
    { workspaceId },
  ) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const filter = { workflow, status, awaiting, parent, from, to, input: inputFilter(input) };
      const before = readCursor(cursor);
      const read = (most: number) => executionsBelow(trx, filter, { before, limit: most });
      return readPage(limit, read, { show: shownExecution, at: cursorOf });
    });
}

const DIGITS = 17;

function cursorOf({ micros, id }: Accepted): string {
  return `${micros}~${id}`;
}

function readCursor(cursor: string | undefined): Accepted | undefined {
  const parts = pairCursor(cursor);
  if (!parts) return undefined;
  const [micros, id] = [numberCursor(parts[0], DIGITS), idCursor('exe', parts[1])];
  if (micros === undefined || id === undefined) throw wrongCursor();
  return { micros, id };
}
