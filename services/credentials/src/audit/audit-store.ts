import type { KeyObject } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { AuditRow, Schema } from '../db/schema.ts';
import { chainHash, type Entry, GENESIS } from './entry.ts';

type Trx = Transaction<Schema>;
export const auditColumns = [
  ...['workspaceId', 'seq', 'id', 'at', 'actorId', 'actorType', 'action'],
  ...['resourceType', 'resourceId', 'outcome', 'requestId', 'details', 'hash'],
] as (keyof AuditRow)[];

type Head = { seq: string; hash: Buffer; now: Date };

/** Adds rows behind the last one of the workspace, whose head stays locked until the transaction ends. */
export async function appendAudit(
  trx: Trx,
  { workspaceId, key, entries }: { workspaceId: string; key: KeyObject; entries: readonly Omit<Entry, 'at'>[] },
): Promise<void> {
  const head = await lockedHead(trx, workspaceId);
  const at = head.now.toISOString();
  let { hash } = head;
  const first = Number(head.seq) + 1;
  const hashes = entries.map((entry, place) => {
    hash = chainHash(key, hash, first + place, { ...entry, at });
    return hash;
  });
  const column = <T>(of: (entry: Omit<Entry, 'at'>) => T) => entries.map(of);
  await sql`
    with added as (
      insert into audit (workspace_id, seq, id, at, actor_id, actor_type, action, resource_type, resource_id, outcome,
        request_id, details, hash)
      select ${workspaceId}, ${first} - 1 + new.place, new.id, ${at}::timestamptz, new.actor_id, new.actor_type, new.action,
        new.resource_type, new.resource_id, new.outcome, new.request_id, new.details::jsonb, new.hash
      from unnest(${column(({ id }) => id)}::text[], ${column(({ actor }) => actor.id)}::text[],
        ${column(({ actor }) => actor.type)}::text[], ${column(({ action }) => action)}::text[],
        ${column(({ resource }) => resource.type)}::text[], ${column(({ resource }) => resource.id)}::text[],
        ${column(({ outcome }) => outcome)}::text[], ${column(({ requestId }) => requestId)}::text[],
        ${column(({ details }) => JSON.stringify(details))}::text[], ${hashes}::bytea[]) with ordinality
        as new(id, actor_id, actor_type, action, resource_type, resource_id, outcome, request_id, details, hash, place)
    )
    update audit_head set seq = ${first + entries.length - 1}, hash = ${hash} where workspace_id = ${workspaceId}`.execute(
    trx,
  );
}

async function lockedHead(trx: Trx, workspaceId: string): Promise<Head> {
  const { rows } = await sql<Head>`
    insert into audit_head as head (workspace_id, seq, hash) values (${workspaceId}, 0, ${GENESIS})
    on conflict (workspace_id) do update set seq = head.seq
    returning seq, hash, date_trunc('milliseconds', clock_timestamp()) as now`.execute(trx);
  const [head] = rows;
  if (!head) throw new Error('the audit chain has no head');
  return head;
}

export function auditHead(trx: Trx) {
  return trx.selectFrom('auditHead').select(['seq', 'hash']).executeTakeFirst();
}
