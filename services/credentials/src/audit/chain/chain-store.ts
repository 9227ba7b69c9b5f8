import { sql } from 'kysely';
import type { Trx } from '../../db/schema.ts';
import type { Entry } from '../entry.ts';

/** A row as text that needs little reading: chains are long. The hash is in hex behind `\x`. */
export type ChainRow = Pick<Entry, 'id' | 'at' | 'action' | 'outcome' | 'requestId'> & {
  readonly seq: string;
  readonly actorId: string;
  readonly actorType: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly details: string;
  readonly hash: string;
};

/** Oldest first, behind the seq `after`. */
export async function chainAfter(trx: Trx, after: number, limit: number): Promise<ChainRow[]> {
  // Without statistics, as of a chain that has just grown, the planner would sort all that is left for each part of it.
  await sql`select set_config('enable_sort', 'off', true)`.execute(trx);
  const { rows } = await sql<ChainRow>`
    select seq, id, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor_id as "actorId",
      actor_type as "actorType", action, resource_type as "resourceType", resource_id as "resourceId", outcome,
      request_id as "requestId", details::text as details, hash::text as hash
    from audit where seq > ${after} order by seq limit ${limit}`.execute(trx.withoutPlugins());
  return rows;
}
