import type { HandlerOf } from '@mesh/bus/handler';
import type * as journal from '@mesh/contracts/journal';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { readArchived } from '../archive/read-archived.ts';
import type { Schema } from '../db/schema.ts';
import { findExecution } from '../execution/execution-store.ts';
import { existing } from '../execution/shown-execution.ts';
import type { Reading } from '../payload/payloads.ts';
import type { PayloadOwner } from '../payload/reference.ts';
import { journalAfter } from './history-store.ts';
import { type JournalPage, journalPage, type Window } from './journal-page.ts';
import { briefPage, wholePage } from './whole-page.ts';

const USUAL_ITEMS = 100;

type Needs = {
  readonly db: Database<Schema>;
  readonly objects: Pick<Objects, 'get'>;
  readonly payloads: Reading;
};

/** Reads archived journals from the bucket, and large values too unless they are to be omitted. */
export function readJournal(needs: Needs): HandlerOf<typeof journal.readJournal> {
  return async ({ params: { executionId }, query: { after = 0, limit = USUAL_ITEMS, large } }, { workspaceId }) => {
    const owner = { workspaceId, executionId };
    const window = { after, limit };
    const page = (await pageOf(needs, owner, window)) ?? (await archivedPageOf(needs, owner, window));
    return large === 'omit' ? briefPage(owner, page) : wholePage(needs.payloads, owner, page);
  };
}

/** Reads the row first: if that says the execution has ended, the journal read after it is complete. */
function pageOf(
  { db }: Needs,
  { workspaceId, executionId }: PayloadOwner,
  window: Window,
): Promise<JournalPage | undefined> {
  return db.inWorkspace(workspaceId, async (trx) => {
    const row = await findExecution(trx, executionId);
    return row && journalPage(row, await journalAfter(trx, executionId, window.after, window.limit + 1), window);
  });
}

async function archivedPageOf({ db, objects }: Needs, { workspaceId, executionId }: PayloadOwner, window: Window) {
  const archived = await readArchived({ db, objects }, { workspaceId, executionId });
  const rows = (archived?.journal ?? []).filter(({ seq, entryCount }) => seq + entryCount > window.after + 1);
  return journalPage(existing(archived?.execution), rows.slice(0, window.limit + 1), window);
}
