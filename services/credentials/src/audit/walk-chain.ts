import type { KeyObject } from 'node:crypto';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { chainHash, entryOf } from './entry.ts';
import { auditAfter } from './find-audit.ts';

const BATCH = 5_000;

export type Link = { readonly seq: number; readonly hash: Buffer };
/** Where the walk ended, and whether it was at a row that does not fit. */
export type Walked = Link & { readonly broken: boolean };

/**
 * Follows the chain behind `from` up to row `to` or its end. `known` are heads that it must pass: with another hash there, or
 * when the chain ends before them, it is broken. The next rows are read while these are hashed.
 */
export async function walkChain(
  db: Database<Schema>,
  {
    workspaceId,
    key,
    from,
    to = Number.MAX_SAFE_INTEGER,
    known = [],
    signal,
  }: {
    workspaceId: string;
    key: KeyObject;
    from: Link;
    to?: number;
    known?: readonly Link[];
    signal?: AbortSignal;
  },
): Promise<Walked> {
  const read = (after: number) =>
    db.inWorkspace(workspaceId, (trx) => auditAfter(trx, after, { limit: Math.min(BATCH, to - after) }));
  const heads = new Map(known.map((head) => [head.seq, head.hash]));
  let { seq, hash } = from;
  let next = read(seq);
  for (;;) {
    signal?.throwIfAborted();
    const rows = await next;
    const isLast = rows.length < BATCH || seq + rows.length >= to;
    if (!isLast) {
      next = read(seq + rows.length);
      next.catch(() => {}); // a break ends the walk before anybody waits for them
    }
    for (const row of rows) {
      const expected = chainHash(key, hash, seq + 1, entryOf(row));
      if (Number(row.seq) !== seq + 1 || !expected.equals(row.hash)) return { seq, hash, broken: true };
      [hash, seq] = [expected, seq + 1];
      const head = heads.get(seq);
      if (head && !head.equals(hash)) return { seq: seq - 1, hash, broken: true };
    }
    if (isLast) break;
  }
  return { seq, hash, broken: known.some((head) => head.seq > seq) };
}
