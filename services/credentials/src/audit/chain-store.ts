import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Entry } from './entry.ts';

/** A row as it is hashed: its time in ms, its details as JSON, its hash in hex. */
export type ChainRow = Pick<Entry, 'id' | 'action' | 'outcome' | 'requestId'> & {
  readonly seq: string;
  readonly actorId: string;
  readonly actorType: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly ms: string;
  readonly details: string;
  readonly hash: string;
};
/** Oldest first, behind the seq `after`. Chains are long, so the columns come as text that needs little reading. */
export async function chainAfter(trx: Transaction<Schema>, after: number, limit: number): Promise<ChainRow[]> {
  const { rows } = await sql<ChainRow>`
    select seq, id, (extract(epoch from at) * 1000)::bigint as ms, actor_id as "actorId", actor_type as "actorType", action,
      resource_type as "resourceType", resource_id as "resourceId", outcome, request_id as "requestId",
      details::text as details, encode(hash, 'hex') as hash
    from audit where seq > ${after} order by seq limit ${limit}`.execute(trx.withoutPlugins());
  return rows;
}
