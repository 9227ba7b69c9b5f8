import type { KeyObject } from 'node:crypto';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../../db/schema.ts';
import { canonicalJson } from '../canonical-json.ts';
import { canonicalEntry, chainHash } from '../entry.ts';
import { type ChainRow, chainAfter } from './chain-store.ts';

const BATCH = 5_000;

export type Link = { readonly seq: number; readonly hash: Buffer };
/** Where the walk ended, and whether the row there is invalid. */
type Walked = Link & { readonly broken: boolean };

/**
 * Verifies the chain after `from` up to row `to` or its end. It is broken if a head in `known` has another hash, or the chain
 * ends before it. The next rows are read while these are hashed.
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
    db.inWorkspace(workspaceId, (trx) => chainAfter(trx, after, Math.min(BATCH, to - after)));
  const heads = new Map(known.map((head) => [head.seq, head.hash.toString('hex')]));
  let seq = from.seq;
  let hash = from.hash.toString('hex');
  const ended = (broken: boolean): Walked => ({ seq, hash: Buffer.from(hash, 'hex'), broken });
  let next = read(seq);
  for (;;) {
    signal?.throwIfAborted();
    const rows = await next;
    const isLast = rows.length < BATCH || seq + rows.length >= to;
    if (!isLast) {
      next = read(seq + rows.length);
      next.catch(() => {}); // a break ends the walk before anybody awaits them
    }
    for (const row of rows) {
      const expected = hashOfRow(key, hash, seq + 1, row);
      const fits = Number(row.seq) === seq + 1 && row.hash === `\\x${expected}`;
      if (!fits || (heads.get(seq + 1) ?? expected) !== expected) return ended(true);
      [hash, seq] = [expected, seq + 1];
    }
    if (isLast) break;
  }
  return ended(known.some((head) => head.seq > seq));
}

/** The hash of a row with this content after the row with the hash `before`. */
export function hashOfRow(key: KeyObject, before: string, seq: number, row: ChainRow): string {
  const { actorId, actorType, resourceType, resourceId, details } = row;
  return chainHash(
    key,
    before,
    seq,
    canonicalEntry({
      id: row.id,
      action: row.action,
      outcome: row.outcome,
      requestId: row.requestId,
      at: row.at,
      actor: { id: actorId, type: actorType },
      resource: { type: resourceType, id: resourceId },
      details: details === '{}' ? details : canonicalJson(JSON.parse(details)),
    }),
  );
}
