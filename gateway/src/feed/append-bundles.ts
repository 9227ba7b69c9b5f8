import { byteaArray, textArray } from '@mesh/database/binary-array';
import type { Prepared, Send } from '@mesh/database/prepared';
import { type HeardBundle, placedFacts } from '@mesh/outbox/handle/heard';
import type { FactOf } from '@mesh/outbox/on';
import type { Log } from '@mesh/runtime/log';
import { appendHeld, type FeedDatabase } from './append-held.ts';
import { growing, isWanted, numbering } from './append-sql.ts';
import { cloudEventOf } from './cloud-event-of.ts';

/** `event` holds the events of these bundles that webhook endpoints may want. */
const append = `
with told as (
  select * from unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[], $5::bytea[])
    with ordinality as t(workspace_id, id, count, time, packed, place)
), ${numbering({ table: 'feed_bundle', name: 'id', places: 'sum(count)' })}, kept as (
  insert into feed_bundle (workspace_id, seq, count, id, packed)
  select workspace_id, seq, count, id, packed from numbered
), delivered as (
  insert into webhook_delivery (endpoint_id, seq, workspace_id, type, body)
  select e.id, n.seq - n.count + event.place, n.workspace_id, event.type, event.body
  from unnest($6::text[], $7::integer[], $8::text[], $9::text[]) as event(bundle, place, type, body)
    join numbered n on n.id = event.bundle
    join webhook_endpoint e on e.workspace_id = n.workspace_id
  where e.enabled and ${isWanted('e.types', 'event.type')}
)
${growing}`;
const endpoints = `
select distinct workspace_id as "workspaceId" from webhook_endpoint where enabled and workspace_id = any($1::text[])`;

type Event = { readonly bundle: string; readonly place: number; readonly fact: FactOf<unknown> };

/**
 * As `appendToFeeds`, for bundles whose events are in no other bundle. A bundle that is in the feed already is skipped as a
 * whole, and its events are only read if an endpoint may want them.
 */
export function appendBundles(
  db: FeedDatabase,
  bundles: readonly HeardBundle[],
  log: Log,
): Promise<Map<string, number>> {
  const kept = byteaArray(bundles, ({ bundle: { packed } }) => packed);
  return appendHeld(db, bundles, async (send) => appended(bundles, kept, await eventsOwed(send, bundles, log)));
}

async function eventsOwed(send: Send, bundles: readonly HeardBundle[], log: Log): Promise<Event[]> {
  const values = [[...new Set(bundles.map(({ workspaceId }) => workspaceId))]];
  const rows = await send<{ workspaceId: string }>({ name: 'endpoints-of', text: endpoints, values });
  const wanting = new Set(rows.map(({ workspaceId }) => workspaceId));
  const once = new Map(bundles.map((bundle) => [bundle.id, bundle]));
  return [...once.values()]
    .filter(({ workspaceId }) => wanting.has(workspaceId))
    .flatMap((one) => placedFacts(one, log).map((placed) => ({ ...placed, bundle: one.id })));
}

function appended(bundles: readonly HeardBundle[], kept: Buffer, events: readonly Event[]): Prepared {
  const values = [
    textArray(bundles, ({ workspaceId }) => workspaceId),
    textArray(bundles, ({ id }) => id),
    bundles.map(({ bundle: { count } }) => count),
    bundles.map(({ bundle: { recordedTime } }) => recordedTime),
    kept,
    textArray(events, ({ bundle }) => bundle),
    events.map(({ place }) => place),
    textArray(events, ({ fact: { type } }) => type),
    textArray(events, ({ fact }) => JSON.stringify(cloudEventOf(fact))),
  ];
  return { name: 'append-bundles', text: append, values };
}
