import type { HandlerOf } from '@mesh/bus/serve';
import type * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { readArchived } from '../archive/archive.ts';
import type { Schema } from '../db/schema.ts';
import type { Place } from '../payload/reference.ts';
import type { Reading } from '../payload/whole.ts';
import { findExecution } from './execution-store.ts';
import { existing } from './execution-view.ts';
import { journalAfter } from './history-store.ts';
import { type JournalPage, journalPage } from './journal-page.ts';
import { briefPage, wholePage } from './whole-page.ts';

const USUAL_ITEMS = 100;

type Needs = {
  readonly db: Database<Schema>;
  readonly objects: Pick<Objects, 'put' | 'get'>;
  readonly payloads: Reading;
};
type Asked = { readonly after: number; readonly limit: number };

/** What has been archived is read from the bucket, and so is what is large, unless it is not wanted. */
export function readJournal(needs: Needs): HandlerOf<typeof workflows.readJournal> {
  return async ({ params: { executionId }, query: { after = 0, limit = USUAL_ITEMS, large } }, { workspaceId }) => {
    const place = { workspaceId, executionId };
    const page =
      (await pageOf(needs, place, { after, limit })) ?? (await archivedPageOf(needs, place, { after, limit }));
    return large === 'omit' ? briefPage(place, page) : wholePage(needs.payloads, place, page);
  };
}

/** The row is read first: where it says that the execution is over, the journal that follows is whole. */
function pageOf({ db }: Needs, { workspaceId, executionId }: Place, asked: Asked): Promise<JournalPage | undefined> {
  return db.inWorkspace(workspaceId, async (trx) => {
    const row = await findExecution(trx, executionId);
    return row && journalPage(row, await journalAfter(trx, executionId, asked.after, asked.limit + 1), asked);
  });
}

async function archivedPageOf({ db, objects }: Needs, { workspaceId, executionId }: Place, asked: Asked) {
  const archived = await readArchived(db, objects, workspaceId, executionId);
  const rows = (archived?.journal ?? []).filter(({ seq, entryCount }) => seq + entryCount > asked.after + 1);
  return journalPage(existing(archived?.execution), rows.slice(0, asked.limit + 1), asked);
}
