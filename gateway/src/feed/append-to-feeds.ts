import { hash } from 'node:crypto';
import { textArray } from '@mesh/database/binary-array';
import type { Prepared } from '@mesh/database/prepared';
import type { FactOf } from '@mesh/outbox/on';
import { appendHeld, type FeedDatabase } from './append-held.ts';
import { growing, isWanted, numbering } from './append-sql.ts';
import { cloudEventOf, recordedTimeOf } from './cloud-event-of.ts';

/** Longer names would not fit the index. */
const LONGEST_NAME = 512;

const append = `
with told as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
    with ordinality as t(workspace_id, name, type, source, subject, time, json, place)
), ${numbering({ table: 'feed', name: 'name', places: 'row_number()' })}, kept as (
  insert into feed (workspace_id, seq, name, type, source, subject, json)
  select workspace_id, seq, name, type, source, subject, json from numbered
), delivered as (
  insert into webhook_delivery (endpoint_id, seq, workspace_id, type, body)
  select e.id, n.seq, n.workspace_id, n.type, n.json
  from numbered n join webhook_endpoint e on e.workspace_id = n.workspace_id
  where e.enabled and ${isWanted('e.types', 'n.type')}
)
${growing}`;

/**
 * Appends the events that the feeds lack, in the given order, and queues them for the webhook endpoints that want them. Returns
 * the last `seq` of each feed that has grown.
 */
export function appendToFeeds(db: FeedDatabase, facts: readonly FactOf<unknown>[]): Promise<Map<string, number>> {
  return appendHeld(db, facts, async () => appended(facts));
}

function appended(facts: readonly FactOf<unknown>[]): Prepared {
  const values = [
    textArray(facts, ({ workspaceId }) => workspaceId),
    textArray(facts, nameOf),
    textArray(facts, ({ type }) => type),
    textArray(facts, ({ source }) => source),
    textArray(facts, ({ subject }) => subject),
    facts.map(recordedTimeOf),
    textArray(facts, (fact) => JSON.stringify(cloudEventOf(fact))),
  ];
  return { name: 'append-to-feeds', text: append, values };
}

/** Source and id identify an event. Ids of one source grow with time, so the index is searched where it was just written. */
function nameOf({ source, id }: FactOf<unknown>): string {
  const name = JSON.stringify([source, id]);
  return name.length <= LONGEST_NAME ? name : hash('sha256', name, 'base64url');
}
