import { sql } from 'kysely';
import type { Trx } from '../../db/schema.ts';
import type { Entry } from '../entry.ts';

/** A row as text that is cheap to parse, since chains are long. The hash is in hex after `\x`. */
export type ChainRow = Pick<Entry, 'id' | 'at' | 'action' | 'outcome' | 'requestId'> & {
  readonly seq: string;
  readonly actorId: string;
  readonly actorType: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly details: string;
  readonly hash: string;
};

/** Rows after the seq `after`, oldest first. */
export async function chainAfter(trx: Trx, after: number, limit: number): Promise<ChainRow[]> {
  // Without statistics, as for a chain that has just grown, the planner would sort all remaining rows for each page.
  await sql`select set_config('enable_sort', 'off', true)`.execute(trx);
  const { rows } = await sql<ChainRow>`
    select seq, id, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor_id as "actorId",
      actor_type as "actorType", action, resource_type as "resourceType", resource_id as "resourceId", outcome,
      request_id as "requestId", details::text as details, hash::text as hash
    from audit where seq > ${after} order by seq limit ${limit}`.execute(trx.withoutPlugins());
  return rows;
}
