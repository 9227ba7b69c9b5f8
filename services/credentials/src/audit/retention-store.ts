import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';

const older = (days: number) => sql<Date>`now() - ${days}::int * interval '1 day'`;

/** Workspaces whose first row is older than this number of days. */
export async function workspacesWithOld(trx: Trx, days: number): Promise<string[]> {
  const { rows } = await sql<{ workspaceId: string }>`
    select head.workspace_id from audit_head as head,
      lateral (select at from audit where audit.workspace_id = head.workspace_id order by seq limit 1) as first
    where first.at < ${older(days)}`.execute(trx);
  return rows.map(({ workspaceId }) => workspaceId);
}

/** The last of those rows, at most this many after `after`. */
export async function lastOld(
  trx: Trx,
  { days, after, most }: { days: number; after: number; most: number },
): Promise<number | undefined> {
  const row = await trx
    .selectFrom('audit')
    .select(sql<string | null>`max(seq)`.as('seq'))
    .where('at', '<', older(days))
    .where('seq', '<=', String(after + most))
    .executeTakeFirst();
  return row?.seq ? Number(row.seq) : undefined;
}

/** Removes the rows up to `upTo`. The database refuses it for rows of the last 365 days. */
export async function removeOld(trx: Trx, upTo: number): Promise<number> {
  const { rows } = await sql<{ removed: string }>`select remove_old_audit(${upTo}) as removed`.execute(trx);
  return Number(rows[0]?.removed ?? 0);
}
