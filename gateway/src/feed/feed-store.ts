import { currentEpoch } from '@mesh/database/incarnation';
import type { FactOf } from '@mesh/outbox/on';
import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import { cloudEventOf } from './cloud-event-of.ts';
import { unpacked } from './unpacked.ts';

/**
 * Longer than the age up to which events are accepted (`append-to-feeds.ts`), so that a redelivered event is never taken for a
 * new one.
 */
const KEPT = sql.lit('25 hours');

type FeedRow = { seq: number; type: string; source: string; subject: string | null; json: string };
type Feed = { epoch: number; head: number; rows: readonly FeedRow[] };
/** One event, or a bundle of `count` events of which `seq` numbers the last. */
type Kept = Omit<FeedRow, 'seq'> & {
  readonly seq: string;
  readonly count: number | null;
  readonly packed: Buffer | null;
};

/** Creates the feed of a workspace if there is none. */
export async function ensureFeed(trx: Trx, workspaceId: string): Promise<void> {
  await sql`insert into feed_head (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(trx);
}

/** The state of a workspace's feed and its rows past `after`; nothing if there is no feed yet. */
export async function readFeed(
  trx: Trx,
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
    (select seq, null::integer as count, type, source, subject, json, null::bytea as packed from feed
      where workspace_id = ${workspaceId} and seq > ${after} order by seq limit ${limit})
    union all
    (select seq, count, null, null, null, events, packed from (
      select seq, count, events, packed, sum(count) over (order by seq) - count as before from feed_bundle
      where workspace_id = ${workspaceId} and seq > ${after} order by seq limit ${limit}) b
    where before <= ${limit})
    order by seq`.execute(trx);
  const events = rows.flatMap((row) => eventsOf(workspaceId, row)).filter(({ seq }) => seq > after);
  return { ...stands, rows: withoutGap(events).slice(0, limit) };
}

function eventsOf(workspaceId: string, { seq, count, packed, ...event }: Kept): FeedRow[] {
  if (count === null) return [{ ...event, seq: Number(seq) }];
  const told = packed === null ? writtenOut(event.json) : unpacked(workspaceId, packed, count).map(shown);
  return told.flatMap((one, place) => (one ? [{ ...one, seq: Number(seq) - count + 1 + place }] : []));
}

type Shown = Omit<FeedRow, 'seq'>;

function shown(fact: FactOf<unknown> | undefined): Shown | undefined {
  if (!fact) return undefined;
  const { type, source, subject = null } = fact;
  return { type, source, subject, json: JSON.stringify(cloudEventOf(fact)) };
}

/** A bundle that an earlier version stored as JSON. */
function writtenOut(events: string): Shown[] {
  const told = JSON.parse(events) as { type: string; source: string; subject?: string }[];
  return told.map((event) => {
    const { type, source, subject = null } = event;
    return { type, source, subject, json: JSON.stringify(event) };
  });
}

/** Events and bundles are read up to a limit each: past the end of either, the other has gaps. */
function withoutGap(events: readonly FeedRow[]): readonly FeedRow[] {
  const gap = events.findIndex(({ seq }, place) => place > 0 && seq !== (events[place - 1]?.seq ?? 0) + 1);
  return gap < 0 ? events : events.slice(0, gap);
}

/** Removes what is older than a day, except the last row of each feed: whoever has seen that one has missed nothing. */
export async function sweepFeeds(trx: Trx): Promise<void> {
  for (const table of ['feed', 'feed_bundle'])
    await sql`
      delete from ${sql.table(table)} f using feed_head h
      where f.told_at < now() - interval ${KEPT} and h.workspace_id = f.workspace_id and f.seq < h.seq`.execute(trx);
}
