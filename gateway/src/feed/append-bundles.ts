import type { Prepared } from '@mesh/database/prepared';
import { textArray } from '@mesh/database/text-array';
import type { Heard } from '@mesh/outbox/heard';
import { appendHeld, type FeedDatabase } from './append-held.ts';
import { growing, isWanted, numbering } from './append-sql.ts';
import { cloudEventOf, recordedTimeOf } from './cloud-event-of.ts';

/** Only where an endpoint may want them the events of a bundle are looked at one by one. */
const append = `
with told as (
  select * from unnest($1::text[], $2::text[], $3::integer[], $4::timestamptz[], $5::text[])
    with ordinality as t(workspace_id, id, count, time, events, place)
), ${numbering({ table: 'feed_bundle', name: 'id', places: 'sum(count)' })}, kept as (
  insert into feed_bundle (workspace_id, seq, count, id, events)
  select workspace_id, seq, count, id, events from numbered
), delivered as (
  insert into webhook_delivery (endpoint_id, seq, workspace_id, type, body)
  select e.id, n.seq - n.count + told.place, n.workspace_id, told.event ->> 'type', told.event::text
  from numbered n join webhook_endpoint e on e.workspace_id = n.workspace_id
    cross join lateral json_array_elements(n.events::json) with ordinality as told(event, place)
  where e.enabled and ${isWanted('e.types', "told.event ->> 'type'")}
)
${growing}`;

/** As `appendToFeeds`, of bundles whose events are in no other. A bundle that is there already is passed over as a whole. */
export function appendBundles(db: FeedDatabase, bundles: readonly Heard[]): Promise<Map<string, number>> {
  return appendHeld(db, bundles, appended(bundles));
}

function appended(bundles: readonly Heard[]): Prepared {
  const values = [
    textArray(bundles, ({ workspaceId }) => workspaceId),
    textArray(bundles, ({ id }) => id),
    bundles.map(({ facts }) => facts.length),
    bundles.map(({ facts }) => facts.map(recordedTimeOf).at(-1)),
    textArray(bundles, ({ facts }) => JSON.stringify(facts.map(cloudEventOf))),
  ];
  return { name: 'append-bundles', text: append, values };
}
