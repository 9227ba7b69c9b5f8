import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { auditAfter, auditHead } from './audit-store.ts';
import type { Audited } from './audited.ts';
import { chainHash, entryOf, GENESIS } from './entry.ts';

const BATCH = 1_000;

/** Follows the chain from its begin to its head, in one snapshot for each thousand rows. */
export function verifyAudit({ db, keys }: Audited): HandlerOf<typeof credentials.verifyAudit> {
  return async (_, { workspaceId, signal }) => {
    const { audit: key } = await keys.of(workspaceId);
    const head = await db.inWorkspace(workspaceId, auditHead);
    const end = Number(head?.seq ?? 0);
    let hash: Buffer = GENESIS;
    let seq = 0;
    while (!signal.aborted) {
      const rows = await db.inWorkspace(workspaceId, (trx) => auditAfter(trx, seq, BATCH));
      for (const row of rows) {
        const expected = chainHash(key, hash, seq + 1, entryOf(row));
        if (Number(row.seq) !== seq + 1 || !expected.equals(row.hash)) return broken(seq);
        [hash, seq] = [expected, seq + 1];
        if (seq === end && !hash.equals(head?.hash ?? GENESIS)) return broken(seq - 1);
      }
      if (rows.length < BATCH) break;
    }
    return seq < end ? broken(seq) : { valid: true, checked: seq };
  };
}

function broken(checked: number) {
  return { valid: false, checked, firstBroken: checked + 1 };
}
