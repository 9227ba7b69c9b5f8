import type { HandlerOf } from '@mesh/bus/handler';
import type * as audit from '@mesh/contracts/audit';
import { numberCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import type { Audited } from './audited.ts';
import { shownEntry } from './entry.ts';
import { findAudit } from './find-audit.ts';

export function listAudit({ db }: Audited): HandlerOf<typeof audit.listAudit> {
  return async ({ query: { limit, cursor, ...filter } }, { workspaceId }) => {
    const before = numberCursor(cursor);
    const read = (most: number) =>
      db.inWorkspace(workspaceId, (trx) => findAudit(trx, filter, { before, limit: most }));
    return readPage(limit, read, { show: shownEntry, at: ({ seq }) => seq });
  };
}
