import { currentEpoch } from '@mesh/database/incarnation';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** Longer than what is taken up may be old (`append-to-feeds.ts`), so that nothing that comes again is new. */
const KEPT = sql.lit('25 hours');

type FeedRow = { seq: number; type: string; source: string; subject: string | null; json: string };
type Feed = { epoch: number; head: number; rows: readonly FeedRow[] };
/** One event, or a bundle of `count` of them, whose last has the number `seq`. */
type Kept = Omit<FeedRow, 'seq'> & { readonly seq: string; readonly count: number | null };

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
    .select(['seq', sql<string>`greatest(epoch, ${currentEpoch})`.as('epoch')])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
  if (!head) return undefined;
  const stands = { epoch: Number(head.epoch), head: Number(head.seq) };
  if (stands.head <= after) return { ...stands, rows: [] };
  const { rows } = await sql<Kept>`
    (select seq, null::integer as count, type, source, subject, json from feed
      where workspace_id = ${workspaceId} and seq > ${after} order by seq limit ${limit})
    union all
    (select seq, count, null, null, null, events from (
      select seq, count, events, sum(count) over (order by seq) - count as before from feed_bundle
      where workspace_id = ${workspaceId} and seq > ${after} order by seq limit ${limit}) b
    where before <= ${limit})
    order by seq`.execute(trx);
  const events = rows.flatMap(eventsOf).filter(({ seq }) => seq > after);
  return { ...stands, rows: withoutGap(events).slice(0, limit) };
}

function eventsOf({ seq, count, ...event }: Kept): FeedRow[] {
  if (count === null) return [{ ...event, seq: Number(seq) }];
  const told = JSON.parse(event.json) as { type: string; source: string; subject?: string }[];
  return told.map(({ type, source, subject = null }, place) => {
    const json = JSON.stringify(told[place]);
    return { seq: Number(seq) - count + 1 + place, type, source, subject, json };
  });
}

/** Events and bundles are read up to a limit of their own each: past where one of them ends the other has gaps. */
function withoutGap(events: readonly FeedRow[]): readonly FeedRow[] {
  const gap = events.findIndex(({ seq }, place) => place > 0 && seq !== (events[place - 1]?.seq ?? 0) + 1);
  return gap < 0 ? events : events.slice(0, gap);
}

/** Removes what is over a day old, except the last of each feed: whoever has seen that one misses nothing. */
export async function sweepFeeds(trx: Transaction<Schema>): Promise<void> {
  for (const table of ['feed', 'feed_bundle'])
    await sql`
      delete from ${sql.table(table)} f using feed_head h
      where f.told_at < now() - interval ${KEPT} and h.workspace_id = f.workspace_id and f.seq < h.seq`.execute(trx);
}
