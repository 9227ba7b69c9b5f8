import type { HandlerOf } from '@mesh/bus/serve';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Entry } from '../interpreter/entry.ts';
import { findExecution, journalAfter } from './execution-store.ts';
import { existing } from './execution-view.ts';

const USUAL_ITEMS = 100;

/** The row is read first: where it says that the execution is over, the journal that follows is whole. */
export function readJournal(db: Database<Schema>): HandlerOf<typeof workflows.readJournal> {
  return async ({ params: { executionId }, query: { after = 0, limit = USUAL_ITEMS } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const { epoch, endedAt, traceparent } = existing(await findExecution(trx, executionId));
      const rows = await journalAfter(trx, executionId, after, limit + 1);
      const traceId = traceparent?.split('-')[1];
      const found = rows.flatMap(({ seq, at, entries }) =>
        (entries as Entry[]).map((entry, place) => ({
          ...entry,
          seq: seq + place,
          at: at.toISOString(),
          ...(traceId && { traceId }),
        })),
      );
      const left = found.filter(({ seq }) => seq > after);
      const items = left.slice(0, limit);
      const ended = endedAt !== null && items.length === left.length && rows.length <= limit;
      return { items, epoch, ended, nextAfter: items.at(-1)?.seq ?? after };
    });
}
