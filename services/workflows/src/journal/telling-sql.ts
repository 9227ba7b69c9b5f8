import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { RowArray } from '@mesh/database/row-array';
import { toldAt } from '@mesh/outbox/own-attributes';
import { ON_THE_WAY, toStructured } from '@mesh/outbox/structured-event';
import type { Append, Told } from './append.ts';
import { appendedEvent, type Bundled } from './appended-rows.ts';

/** How long the events of a bundle are together, unless one alone is longer. */
const BUNDLE_LENGTH = 64 * 1_024;

/**
 * What appends tell: parts of their statement. Events of one subject are one row of the outbox. What an execution tells that is
 * there already, and what has been written before, has been told before: conditions that are looked up in a hash, where one that
 * stands alone is a join, for which the server goes through all that was written for each event.
 */
export const tellingSql = (isAgain: boolean) => `
telling as (
  select t.*
  from unnest($5::appended_event[]) with ordinality as t(execution_id, workspace_id, bundle, subject, source, id, type,
    event, is_emitted, attributes, is_first, place)
  where exists (select from fence) and ${isAgain ? isWritten : isMade}),
told as (
  insert into outbox (id, workspace_id, subject, type, source, data)
  select t.bundle, t.workspace_id, t.subject, 'bundle', '/services/workflows',
    ('[' || string_agg(t.event, ',' order by t.place) || ']')::jsonb
  from telling t
  group by t.bundle, t.workspace_id, t.subject),
heard as (
  insert into heard_event (workspace_id, source, id, type, event)
  select t.workspace_id, t.source, t.id, t.type,
    ((t.event::jsonb - '{${ON_THE_WAY.join()}}'::text[])
      || jsonb_build_object('time', to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      || coalesce(t.attributes, '{}')::jsonb)::json
  from telling t
  where t.is_emitted or exists (
    select from listener l where l.workspace_id = t.workspace_id and coalesce(l.type, '') = any(array[t.type, '']))
  on conflict do nothing)`;

const isMade = '(not t.is_first or t.execution_id in (select id from made))';
const isWritten = '(t.execution_id in (select execution_id from written)) is true';

/** Each event and the bundle of its workspace and subject. */
export function eventsOf(appends: readonly Append[]) {
  const open = new Map<string, { readonly id: string; readonly subject: string; length: number }>();
  const bundleFor = (place: string, subject: string, { length }: string) => {
    const last = open.get(place);
    const fits = last !== undefined && last.length + length <= BUNDLE_LENGTH;
    const bundle = fits ? last : { id: newId('evt'), subject: bundleSubject(subject), length: 0 };
    bundle.length += length;
    open.set(place, bundle);
    return bundle;
  };
  const events = appends.flatMap((append) =>
    append.told.map((told): Bundled => {
      const event = structured(append, told);
      return { append, told, event, bundle: bundleFor(`${append.workspaceId} ${told.subject}`, told.subject, event) };
    }),
  );
  return new RowArray(appendedEvent, events);
}

function structured({ workspaceId: workspaceid, at, traceparent }: Append, { about, data, ...told }: Told): string {
  const { id, type, source, attributes } = told;
  const own = toldAt(at.toISOString(), attributes === undefined ? undefined : JSON.parse(attributes));
  return toStructured({ id, type, source, subject: about, workspaceid, traceparent, ...own }, data);
}
