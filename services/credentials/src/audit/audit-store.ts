import type { KeyObject } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { AuditRow, Schema } from '../db/schema.ts';
import { chainHash, type Entry, GENESIS } from './entry.ts';

const columns = [
  ...['workspaceId', 'seq', 'id', 'at', 'actorId', 'actorType', 'action'],
  ...['resourceType', 'resourceId', 'outcome', 'requestId', 'details', 'hash'],
] as (keyof AuditRow)[];

type Head = { seq: string; hash: Buffer; now: Date };

/** Adds a row behind the last one of the workspace, whose head stays locked until the transaction ends. */
export async function appendAudit(
  trx: Transaction<Schema>,
  { workspaceId, key, entry: given }: { workspaceId: string; key: KeyObject; entry: Omit<Entry, 'at'> },
): Promise<void> {
  const { rows } = await sql<Head>`
    insert into audit_head as head (workspace_id, seq, hash) values (${workspaceId}, 0, ${GENESIS})
    on conflict (workspace_id) do update set seq = head.seq
    returning seq, hash, date_trunc('milliseconds', clock_timestamp()) as now`.execute(trx);
  const [head] = rows;
  if (!head) throw new Error('the audit chain has no head');
  const entry = { ...given, at: head.now.toISOString() };
  const seq = Number(head.seq) + 1;
  const hash = chainHash(key, head.hash, seq, entry);
  await trx
    .with('row', (row) =>
      row.insertInto('audit').values({
        workspaceId,
        seq,
        id: entry.id,
        at: entry.at,
        actorId: entry.actor.id,
        actorType: entry.actor.type,
        action: entry.action,
        resourceType: entry.resource.type,
        resourceId: entry.resource.id,
        outcome: entry.outcome,
        requestId: entry.requestId,
        details: JSON.stringify(entry.details),
        hash,
      }),
    )
    .updateTable('auditHead')
    .set({ seq, hash })
    .where('workspaceId', '=', workspaceId)
    .execute();
}

export type AuditFilter = {
  resource?: string | undefined;
  action?: string | undefined;
  actor?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Rows before this seq. */
  before?: number | undefined;
};

/** Newest first. */
export function findAudit(trx: Transaction<Schema>, filter: AuditFilter, limit: number): Promise<AuditRow[]> {
  const { resource, action, actor, from, to, before } = filter;
  return trx
    .selectFrom('audit')
    .select(columns)
    .$if(resource !== undefined, (query) => query.where('resourceId', '=', resource ?? ''))
    .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
    .$if(actor !== undefined, (query) => query.where('actorId', '=', actor ?? ''))
    .$if(from !== undefined, (query) => query.where('at', '>=', sql<Date>`${from}::timestamptz`))
    .$if(to !== undefined, (query) => query.where('at', '<', sql<Date>`${to}::timestamptz`))
    .$if(before !== undefined, (query) => query.where('seq', '<', String(before)))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}

/** Oldest first, behind `after`. */
export function auditAfter(trx: Transaction<Schema>, after: number, limit: number): Promise<AuditRow[]> {
  return trx.selectFrom('audit').select(columns).where('seq', '>', String(after)).orderBy('seq').limit(limit).execute();
}

export function auditHead(trx: Transaction<Schema>) {
  return trx.selectFrom('auditHead').select(['seq', 'hash']).executeTakeFirst();
}
