import type { HandlerOf } from '@mesh/bus/handler';
import { numberCursor } from '@mesh/contracts/cursor';
import type * as installations from '@mesh/contracts/installations';
import { readPage } from '@mesh/contracts/page';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { type RevisionRow, revisionsBelow } from './lockfile-store.ts';
import { shownItem } from './shown-lockfile.ts';

/** The cursor is the last revision of the page. */
export function listInstallationRevisions(
  db: Database<Schema>,
): HandlerOf<typeof installations.listInstallationRevisions> {
  return async ({ query: { limit, cursor } }, { workspaceId }) => {
    const before = numberCursor(cursor);
    const read = (most: number) => db.inWorkspace(workspaceId, (trx) => revisionsBelow(trx, { before, limit: most }));
    return readPage(limit, read, { show: shown, at: ({ revision }) => String(revision) });
  };
}

function shown({ revision, change, actor, items, at }: RevisionRow) {
  return { revision, change, actor, at: at.toISOString(), items: items.map(shownItem) };
}
