import { RowArray } from '@mesh/database/row-array';
import { toldAt } from '@mesh/outbox/event/own-attributes';
import { ON_THE_WAY, toStructured } from '@mesh/outbox/event/structured-event';
import { unstorableEvent } from '../interpreter/storable.ts';
import type { Append, Told } from './append.ts';
import { appendedBundle, appendedTold, type Bundle, type Telling } from './appended-rows.ts';
import { Bundles } from './bundles.ts';

export type Tellings = readonly [tellings: RowArray<Telling>, bundles: RowArray<Bundle>];
/** The statement's parameters with the events and their bundles. */
export type At = { readonly told: `$${number}`; readonly bundles: `$${number}` };

/** The fence of a statement with events. It also blocks writing if packed events have listeners. */
export const tellingFenceSql = ({ told }: At) => `
unheard as materialized (
  select distinct t.workspace_id from unnest(${told}::appended_told[]) t
  where t.events is null and ${isListenedTo("string_to_array(t.types, ' ')")}),
fence as materialized (select 1 from worker where id = $1 and not exists (select from unheard) for key share)`;

/**
 * SQL that publishes the events of appends; `isNew` tells which were not written before. Events of one subject share a row of
 * the outbox. Events of an execution that exists, or that were written before, are published already; a bundle that mixes these
 * with new ones gets a null id, which fails the statement, so that its halves are tried. Conditions are written as hashed
 * look-ups: a plain `exists` becomes a join that scans everything written for each event.
 */
export const tellingSql = ({ told, bundles }: At, isNew: string) => `
telling as materialized (
  select t.*, ${isNew} as is_new
  from unnest(${told}::appended_told[]) with ordinality as t(execution_id, workspace_id, bundle, types, events, is_emitted,
    attributes, is_first, place)
  where exists (select from fence)),
told as (
  insert into outbox (id, workspace_id, subject, type, source, bundled, packed)
  select case when t.are_new then b.id end, b.workspace_id, b.subject, 'bundle', '/services/workflows', b.count, b.packed
  from unnest(${bundles}::appended_bundle[]) b
    join (select bundle, bool_and(is_new) as are_new from telling group by bundle having bool_or(is_new)) t on t.bundle = b.id),
wanted as materialized (
  select t.* from telling t
  where t.is_new and t.events is not null and (t.is_emitted or ${isListenedTo("string_to_array(t.types, ' ')")})),
heard as (
  insert into heard_event (workspace_id, source, id, type, event)
  select t.workspace_id, e.event ->> 'source', e.event ->> 'id', e.event ->> 'type',
    ((e.event - '{${ON_THE_WAY.join()}}'::text[])
      || jsonb_build_object('time', to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      || coalesce(t.attributes, '{}')::jsonb)::json
  from wanted t cross join lateral jsonb_array_elements(('[' || t.events || ']')::jsonb) with ordinality as e(event, nth)
  where t.is_emitted or ${isListenedTo("array[e.event ->> 'type']")}
  order by t.place, e.nth
  on conflict do nothing)`;

/** For statements whose `written` returns its rows. */
export const isWritten = '(t.execution_id in (select execution_id from written)) is true';

function isListenedTo(types: string): string {
  return `exists (
    select from listener l where l.workspace_id = t.workspace_id and coalesce(l.type, '') = any(${types} || ''::text))`;
}

/**
 * The events of appends and their bundles. Where somebody may listen, events are included unpacked as well. Throws if an event
 * cannot be stored.
 */
export function tellingsOf(appends: readonly Append[], isHeard: (workspaceId: string) => boolean): Tellings {
  const bundles = new Bundles();
  const tellings = appends.flatMap((append) => {
    const { workspaceId, at } = append;
    const recorded = at.toISOString();
    return partsOf(append.told).map((told): Telling => {
      const [{ subject, isEmitted }] = told;
      const events = told.map((one) => structured(append, one, recorded)).join(',');
      const bundle = bundles.add({ workspaceId, subject, count: told.length, events });
      return { append, told, bundle, events: isEmitted || isHeard(workspaceId) ? events : undefined };
    });
  });
  return [new RowArray(appendedTold, tellings), new RowArray(appendedBundle, bundles.packed())];
}

/** Consecutive events that share a row; each event that a workflow emitted has its own. */
function partsOf(told: readonly Told[]): [Told, ...Told[]][] {
  const parts: [Told, ...Told[]][] = [];
  for (const one of told) {
    const part = parts.at(-1);
    if (part && isLike(part[0], one)) part.push(one);
    else parts.push([one]);
  }
  return parts;
}

function isLike(first: Told, { isEmitted, subject, attributes }: Told): boolean {
  return !first.isEmitted && !isEmitted && first.subject === subject && first.attributes === attributes;
}

function structured({ workspaceId: workspaceid, traceparent }: Append, told: Told, recorded: string): string {
  const { id, type, source, about, attributes, data } = told;
  const own = toldAt(recorded, attributes === undefined ? undefined : JSON.parse(attributes));
  const event = toStructured({ id, type, source, subject: about, workspaceid, traceparent, ...own }, data);
  const flaw = unstorableEvent(event);
  if (flaw) throw new Error(`the event ${type} cannot be stored: ${flaw}`);
  return event;
}
