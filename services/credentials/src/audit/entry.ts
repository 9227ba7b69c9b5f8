import { createHmac, type KeyObject } from 'node:crypto';
import type { AuditRow } from '../db/schema.ts';
import { canonicalJson } from './canonical-json.ts';

/** What one audit row says. It names things and outcomes, never values. */
export type Entry = {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly id: string; readonly type: string };
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly outcome: 'allowed' | 'denied' | 'failed';
  readonly requestId: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** What stands before the first row. */
export const GENESIS = Buffer.alloc(32);
const ROW = Buffer.from([1]);

/** HMAC-SHA-256 over 01, the hash before, `seq` as u64 and the entry as RFC 8785 JSON. */
export function chainHash(key: KeyObject, before: Buffer, seq: number, entry: Entry): Buffer {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  return createHmac('sha256', key).update(ROW).update(before).update(number).update(canonicalJson(entry)).digest();
}

export function entryOf(row: AuditRow): Entry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { id: row.actorId, type: row.actorType },
    action: row.action,
    resource: { type: row.resourceType, id: row.resourceId },
    outcome: row.outcome,
    requestId: row.requestId,
    details: row.details,
  };
}
