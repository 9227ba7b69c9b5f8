import type { KeyObject } from 'node:crypto';
import { textArray } from '@mesh/database/binary-array';
import type { Send } from '@mesh/database/prepared';
import type { AuditRow, Trx } from '../db/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { canonicalEntry, chainHash, type Entry, GENESIS } from './entry.ts';

export const auditColumns = [
  ...['workspaceId', 'seq', 'id', 'at', 'actorId', 'actorType', 'action'],
  ...['resourceType', 'resourceId', 'outcome', 'requestId', 'details', 'hash'],
] as (keyof AuditRow)[];

type Head = { seq: string; hash: Buffer; now: Date };

const findHead = `
select seq, hash, date_trunc('milliseconds', clock_timestamp()) as now from audit_head where workspace_id = $1 for update`;
const makeHead = `
insert into audit_head as head (workspace_id, seq, hash) values ($1, 0, $2)
on conflict (workspace_id) do update set seq = head.seq
returning seq, hash, date_trunc('milliseconds', clock_timestamp()) as now`;
/** Encodes rows: one text per column, and one for all hashes. */
const append = `
with added as (
  insert into audit (workspace_id, seq, id, at, actor_id, actor_type, action, resource_type, resource_id, outcome,
    request_id, details, hash)
  select $1, $2::bigint + new.place, new.id, $3::timestamptz, new.actor_id, new.actor_type, new.action, new.resource_type,
    new.resource_id, new.outcome, new.request_id, new.details::jsonb,
    substring($4::bytea from 32 * (new.place::integer - 1) + 1 for 32)
  from unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
    $15::text[]) with ordinality
    as new(id, actor_id, actor_type, action, resource_type, resource_id, outcome, request_id, details, place)
)
update audit_head set seq = $5, hash = $6 where workspace_id = $1`;

/** Appends rows to the workspace's chain, whose head stays locked until the transaction ends. */
export async function appendAudit(
  send: Send,
  { workspaceId, key, entries }: { workspaceId: string; key: KeyObject; entries: readonly Omit<Entry, 'at'>[] },
): Promise<void> {
  const head = await lockHead(send, workspaceId);
  const at = head.now.toISOString();
  const before = Number(head.seq);
  const details = entries.map((entry) => canonicalJson(entry.details));
  let hash = head.hash.toString('hex');
  const hashes = entries.map((entry, place) => {
    hash = chainHash(key, hash, before + 1 + place, canonicalEntry({ ...entry, at, details: details[place] ?? '' }));
    return hash;
  });
  const column = (of: (entry: Omit<Entry, 'at'>) => string) => textArray(entries, of);
  const values = [
    ...[workspaceId, before, at, Buffer.from(hashes.join(''), 'hex')],
    ...[before + entries.length, Buffer.from(hash, 'hex')],
    ...[column(({ id }) => id), column(({ actor }) => actor.id), column(({ actor }) => actor.type)],
    ...[column(({ action }) => action), column(({ resource }) => resource.type), column(({ resource }) => resource.id)],
    ...[column(({ outcome }) => outcome), column(({ requestId }) => requestId), textArray(details, (one) => one)],
  ];
  await send({ name: 'audit-append', text: append, values });
}

async function lockHead(send: Send, workspaceId: string): Promise<Head> {
  const [kept] = await send<Head>({ name: 'audit-lock-head', text: findHead, values: [workspaceId] });
  if (kept) return kept;
  const [made] = await send<Head>({ name: 'audit-make-head', text: makeHead, values: [workspaceId, GENESIS] });
  if (!made) throw new Error('the audit chain has no head');
  return made;
}

export function auditHead(trx: Trx) {
  return trx.selectFrom('auditHead').select(['seq', 'hash']).executeTakeFirst();
}
