import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { RowArray } from '@mesh/database/row-array';
import { toldAt } from '@mesh/outbox/own-attributes';
import { ON_THE_WAY, toStructured } from '@mesh/outbox/structured-event';
import { unstorableEvent } from '../interpreter/storable.ts';
import type { Append, Told } from './append.ts';
import { appendedTelling, type Telling } from './appended-rows.ts';

/** How long the events of a bundle are together, unless those of one append alone are longer. */
const BUNDLE_LENGTH = 64 * 1_024;

/**
 * What appends tell: parts of their statement. Events of one subject are one row of the outbox. What an execution tells that is
 * there already, and what has been written before, has been told before: conditions that are looked up in a hash, where one that
 * stands alone is a join, for which the server goes through all that was written for each event. Events are taken apart only
 * where somebody may listen to one of them.
 */
export const tellingSql = (isAgain: boolean) => `
telling as (
  select t.*
  from unnest($5::appended_telling[]) with ordinality as t(execution_id, workspace_id, bundle, subject, count, types,
    events, is_emitted, attributes, is_first, place)
  where exists (select from fence) and ${isAgain ? isWritten : isMade}),
told as (
  insert into outbox (id, workspace_id, subject, type, source, bundled, bundle)
  select t.bundle, t.workspace_id, t.subject, 'bundle', '/services/workflows', sum(t.count),
    '[' || string_agg(t.events, ',' order by t.place) || ']'
  from telling t
  group by t.bundle, t.workspace_id, t.subject),
wanted as materialized (
  select t.* from telling t where t.is_emitted or ${isListenedTo("string_to_array(t.types, ' ')")}),
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

const isMade = '(not t.is_first or t.execution_id in (select id from made))';
const isWritten = '(t.execution_id in (select execution_id from written)) is true';

function isListenedTo(types: string): string {
  return `exists (
    select from listener l where l.workspace_id = t.workspace_id and coalesce(l.type, '') = any(${types} || ''::text))`;
}

/** What appends tell, each part with the bundle of its workspace and subject. Throws where one of the events cannot be stored. */
export function tellingsOf(appends: readonly Append[]) {
  const open = new Map<string, { readonly id: string; readonly subject: string; length: number }>();
  const bundleFor = (place: string, subject: string, { length }: string) => {
    const last = open.get(place);
    const fits = last !== undefined && last.length + length <= BUNDLE_LENGTH;
    const bundle = fits ? last : { id: newId('evt'), subject: bundleSubject(subject), length: 0 };
    bundle.length += length;
    open.set(place, bundle);
    return bundle;
  };
  const tellings = appends.flatMap((append) => {
    const recorded = append.at.toISOString();
    return partsOf(append.told).map((told): Telling => {
      const [{ subject }] = told;
      const events = told.map((one) => structured(append, one, recorded)).join(',');
      return { append, told, events, bundle: bundleFor(`${append.workspaceId} ${subject}`, subject, events) };
    });
  });
  return new RowArray(appendedTelling, tellings);
}

/** Events in a row that are one row; each that a workflow has emitted is one by itself. */
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
