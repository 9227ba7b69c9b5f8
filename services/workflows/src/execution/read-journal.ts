import type { HandlerOf } from '@mesh/bus/serve';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { readArchived } from '../archive/archive.ts';
import type { Schema } from '../db/schema.ts';
import { findExecution, journalAfter } from './execution-store.ts';
import { existing } from './execution-view.ts';
import { journalPage } from './journal-page.ts';

const USUAL_ITEMS = 100;

type Needs = { readonly db: Database<Schema>; readonly objects: Pick<Objects, 'put' | 'get'> };

/** The row is read first: where it says that the execution is over, the journal that follows is whole. */
export function readJournal({ db, objects }: Needs): HandlerOf<typeof workflows.readJournal> {
  return async ({ params: { executionId }, query: { after = 0, limit = USUAL_ITEMS } }, { workspaceId }) => {
    const page = await db.inWorkspace(workspaceId, async (trx) => {
      const row = await findExecution(trx, executionId);
      return row && journalPage(row, await journalAfter(trx, executionId, after, limit + 1), { after, limit });
    });
    if (page) return page;
    const archived = await readArchived(db, objects, workspaceId, executionId);
    const rows = (archived?.journal ?? []).filter(({ seq, entryCount }) => seq + entryCount > after + 1);
    return journalPage(existing(archived?.execution), rows.slice(0, limit + 1), { after, limit });
  };
}
