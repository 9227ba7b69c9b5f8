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
const ROW = 1;
const HEAD_BYTES = 1 + 32 + 8;

/** HMAC-SHA-256 over 01, the hash before, `seq` as u64 and the entry as RFC 8785 JSON. */
export function chainHash(key: KeyObject, before: Buffer, seq: number, entry: Entry): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head[0] = ROW;
  before.copy(head, 1);
  head.writeBigUInt64BE(BigInt(seq), HEAD_BYTES - 8);
  return createHmac('sha256', key).update(head).update(canonicalEntry(entry)).digest();
}

/** What `canonicalJson` would write, spelled out: chains have many rows. */
function canonicalEntry({ action, actor, at, details, id, outcome, requestId, resource }: Entry): string {
  const text = JSON.stringify;
  return (
    `{"action":${text(action)},"actor":{"id":${text(actor.id)},"type":${text(actor.type)}},"at":${text(at)},` +
    `"details":${canonicalJson(details)},"id":${text(id)},"outcome":${text(outcome)},"requestId":${text(requestId)},` +
    `"resource":{"id":${text(resource.id)},"type":${text(resource.type)}}}`
  );
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

/** A row as answers show it. */
export function shownEntry(row: AuditRow) {
  return { ...entryOf(row), seq: Number(row.seq), hash: row.hash.toString('hex') };
}
