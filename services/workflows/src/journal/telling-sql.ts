import { newId } from '@mesh/contracts/id';
import { bundleSubject } from '@mesh/contracts/subjects';
import { textArray } from '@mesh/database/text-array';
import { toldAt } from '@mesh/outbox/own-attributes';
import { ON_THE_WAY, toStructured } from '@mesh/outbox/structured-event';
import type { Append, Told } from './append.ts';

/** How long the events of a bundle are together, unless one alone is longer. */
const BUNDLE_LENGTH = 64 * 1_024;

/**
 * What appends tell: parts of their statement, whose parameters begin at `$first`. Events of one subject are one row of the
 * outbox. What has been written before has been told before: a condition that must be `true` is looked up in a hash, where one
 * that stands alone is a join, for which the server goes through all that was written for each event.
 */
export function tellingSql(first: number): string {
  const $ = (place: number) => `$${first + place}`;
  return `
telling as (
  select t.* from unnest(${$(0)}::text[], ${$(1)}::text[], ${$(2)}::text[], ${$(3)}::text[], ${$(4)}::text[], ${$(5)}::text[],
    ${$(6)}::text[], ${$(7)}::text[], ${$(8)}::boolean[], ${$(9)}::text[]) with ordinality
    as t(bundle, execution_id, workspace_id, subject, source, id, type, event, is_emitted, attributes, place), fence
  where (t.execution_id in (select execution_id from written)) is true),
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
}

/** How many parameters those are. */
export const TELLING_PARAMETERS = 10;

export function tellingParameters(appends: readonly Append[]): unknown[] {
  const all = bundled(appends);
  return [
    textArray(all, ({ bundle }) => bundle),
    textArray(all, ({ append }) => append.executionId),
    textArray(all, ({ append }) => append.workspaceId),
    textArray(all, ({ told }) => bundleSubject(told.subject)),
    textArray(all, ({ told }) => told.source),
    textArray(all, ({ told }) => told.id),
    textArray(all, ({ told }) => told.type),
    textArray(all, ({ text }) => text),
    all.map(({ told }) => told.isEmitted),
    textArray(all, ({ told }) => told.attributes),
  ];
}

type Bundled = { readonly append: Append; readonly told: Told; readonly text: string; readonly bundle: string };

/** Each event and the bundle of its workspace and subject. */
function bundled(appends: readonly Append[]): Bundled[] {
  const open = new Map<string, { readonly id: string; length: number }>();
  const bundleFor = (place: string, { length }: string): string => {
    const last = open.get(place);
    const fits = last !== undefined && last.length + length <= BUNDLE_LENGTH;
    const bundle = fits ? last : { id: newId('evt'), length: 0 };
    bundle.length += length;
    open.set(place, bundle);
    return bundle.id;
  };
  return appends.flatMap((append) =>
    append.told.map((told) => {
      const text = structured(append, told);
      return { append, told, text, bundle: bundleFor(`${append.workspaceId} ${told.subject}`, text) };
    }),
  );
}

function structured({ workspaceId: workspaceid, at, traceparent }: Append, { about, data, ...told }: Told): string {
  const { id, type, source, attributes } = told;
  const own = toldAt(at.toISOString(), attributes === undefined ? undefined : JSON.parse(attributes));
  return toStructured({ id, type, source, subject: about, workspaceid, traceparent, ...own }, data);
}
