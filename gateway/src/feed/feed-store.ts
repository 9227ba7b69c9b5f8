import { createHash } from 'node:crypto';
import type { FactOf } from '@mesh/outbox/on';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { cloudEventOf } from './cloud-event-of.ts';

/** What is older is not taken up; what is taken up stays longer, so that nothing that comes again is new. */
const TAKEN = sql.lit('24 hours');
const KEPT = sql.lit('25 hours');

/** Appends what the feeds do not hold yet, in the given order, and owes it to the webhook endpoints that want it. Gives the last `seq` of each feed that has grown. */
export async function appendToFeeds(
  trx: Transaction<Schema>,
  facts: readonly FactOf<unknown>[],
): Promise<Map<string, number>> {
  const workspaces = [...new Set(facts.map(({ workspaceId }) => workspaceId))].sort();
  await ensureFeed(trx, ...workspaces);
  await sql`select 1 from feed_head where workspace_id = any(${workspaces}) order by workspace_id for update`.execute(
    trx,
  );
  const { rows } = await sql<{ workspaceId: string; seq: string }>`
    with told as (
      select * from unnest(${facts.map(({ workspaceId }) => workspaceId)}::text[], ${facts.map(digestOf)}::text[],
        ${facts.map(({ type }) => type)}::text[], ${facts.map(({ source }) => source)}::text[],
        ${facts.map(({ subject }) => subject ?? null)}::text[], ${facts.map(({ time }) => time)}::timestamptz[],
        ${facts.map((fact) => JSON.stringify(cloudEventOf(fact)))}::text[])
        with ordinality as t(workspace_id, digest, type, source, subject, time, json, place)
    ), fresh as (
      select distinct on (workspace_id, digest) * from told t
      where time > now() - interval ${TAKEN}
        and not exists (select from feed f where f.workspace_id = t.workspace_id and f.digest = t.digest)
      order by workspace_id, digest, place
    ), numbered as (
      select f.*, h.seq + row_number() over (partition by f.workspace_id order by place) as seq
      from fresh f join feed_head h using (workspace_id)
    ), kept as (
      insert into feed (workspace_id, seq, digest, type, source, subject, json)
      select workspace_id, seq, digest, type, source, subject, json from numbered
    ), delivered as (
      insert into webhook_delivery (endpoint_id, seq, workspace_id, type, body)
      select e.id, n.seq, n.workspace_id, n.type, n.json
      from numbered n join webhook_endpoint e on e.workspace_id = n.workspace_id
      where e.enabled and exists (
        select from unnest(e.types) as wanted
        where case when right(wanted, 1) = '*' then starts_with(n.type, left(wanted, -1)) else n.type = wanted end)
    )
    update feed_head h set seq = n.seq
    from (select workspace_id, max(seq) as seq from numbered group by workspace_id) n
    where n.workspace_id = h.workspace_id
    returning h.workspace_id, h.seq`.execute(trx);
  return new Map(rows.map(({ workspaceId, seq }) => [workspaceId, Number(seq)]));
}

type FeedRow = { seq: number; type: string; source: string; subject: string | null; json: string };
type Feed = { epoch: number; head: number; rows: FeedRow[] };

/** Begins the feeds that there are not yet. */
export async function ensureFeed(trx: Transaction<Schema>, ...workspaceIds: string[]): Promise<void> {
  await sql`
    insert into feed_head (workspace_id) select unnest(${workspaceIds}::text[]) on conflict do nothing`.execute(trx);
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

function digestOf({ source, id }: FactOf<unknown>): string {
  return createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('base64url');
}
