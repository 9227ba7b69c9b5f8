import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** Longer than what is taken up may be old (`append-to-feeds.ts`), so that nothing that comes again is new. */
const KEPT = sql.lit('25 hours');

type FeedRow = { seq: number; type: string; source: string; subject: string | null; json: string };
type Feed = { epoch: number; head: number; rows: FeedRow[] };

/** Begins the feed of a workspace, if there is none yet. */
export async function ensureFeed(trx: Transaction<Schema>, workspaceId: string): Promise<void> {
  await sql`insert into feed_head (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(trx);
}

/** Where the workspace's feed stands, and its rows past `after`. Nothing where there is no feed yet. */
export async function readFeed(
  trx: Transaction<Schema>,
  workspaceId: string,
  { after, limit }: { after: number; limit: number },
): Promise<Feed | undefined> {
  const head = await trx
    .selectFrom('feedHead')
    .select(['epoch', 'seq'])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
  if (!head) return undefined;
  const stands = { epoch: Number(head.epoch), head: Number(head.seq) };
  if (stands.head <= after) return { ...stands, rows: [] };
  const rows = await trx
    .selectFrom('feed')
    .select(['seq', 'type', 'source', 'subject', 'json'])
    .where('workspaceId', '=', workspaceId)
    .where('seq', '>', String(after))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return { ...stands, rows: rows.map((row) => ({ ...row, seq: Number(row.seq) })) };
}

/** Removes what is over a day old, except the last of each feed: whoever has seen that one misses nothing. */
export async function sweepFeeds(trx: Transaction<Schema>): Promise<void> {
  await sql`
    delete from feed f using feed_head h
    where f.told_at < now() - interval ${KEPT} and h.workspace_id = f.workspace_id and f.seq < h.seq`.execute(trx);
}
