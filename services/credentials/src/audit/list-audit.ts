import type { HandlerOf } from '@mesh/bus/serve';
import type * as audit from '@mesh/contracts/audit';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import type { Audited } from './audited.ts';
import { shownEntry } from './entry.ts';
import { findAudit } from './find-audit.ts';
import { seqOf } from './seq-cursor.ts';

export function listAudit({ db }: Audited): HandlerOf<typeof audit.listAudit> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor, ...filter } }, { workspaceId }) => {
    const before = seqOf(cursor);
    const rows = await db.inWorkspace(workspaceId, (trx) => findAudit(trx, filter, { before, limit: limit + 1 }));
    const items = rows.slice(0, limit).map(shownEntry);
    return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.seq) : null };
  };
}
