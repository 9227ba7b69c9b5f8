import { type Below, newestFirst } from '@mesh/database/newest-first';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { AuditRow, Schema, Trx } from '../db/schema.ts';
import { auditColumns } from './audit-store.ts';

type AuditFilter = {
  resource?: string | undefined;
  action?: string | undefined;
  actor?: string | undefined;
  outcome?: AuditRow['outcome'] | undefined;
  request?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

export function findAudit(trx: Trx, filter: AuditFilter, below: Below<number>): Promise<AuditRow[]> {
  const rows = filtered(trx.selectFrom('audit').select(auditColumns), filter);
  return newestFirst(rows, 'seq', below).execute();
}

/** Rows after the seq `after`, oldest first. */
export function auditAfter(
  trx: Trx,
  after: number,
  { limit, ...filter }: AuditFilter & { limit: number },
): Promise<AuditRow[]> {
  return filtered(trx.selectFrom('audit').select(auditColumns), filter)
    .where('seq', '>', String(after))
    .orderBy('seq')
    .limit(limit)
    .execute();
}

function filtered<O>(query: SelectQueryBuilder<Schema, 'audit', O>, filter: AuditFilter) {
  const { resource, action, actor, outcome, request, from, to } = filter;
  let narrowed = query;
  if (resource !== undefined) narrowed = narrowed.where('resourceId', '=', resource);
  if (action !== undefined) narrowed = narrowed.where('action', '=', action);
  if (actor !== undefined) narrowed = narrowed.where('actorId', '=', actor);
  if (outcome !== undefined) narrowed = narrowed.where('outcome', '=', outcome);
  if (request !== undefined) narrowed = narrowed.where('requestId', '=', request);
  if (from !== undefined) narrowed = narrowed.where('at', '>=', sql<Date>`${from}::timestamptz`);
  if (to !== undefined) narrowed = narrowed.where('at', '<', sql<Date>`${to}::timestamptz`);
  return narrowed;
}
