import type { Append } from './append.ts';
import { historyColumns, historyStatement, isHistory } from './history-sql.ts';
import { listeningParameters, listeningSql } from './listening-sql.ts';

/**
 * Writes any number of appends in one statement and one commit. `fence` holds the row of the process against deletion, so
 * that nothing of a fenced process is written. An execution that is there already takes its entries and events along.
 * `is not distinct from` keeps the server from reading all that the process owns where it looks for a few by id.
 */
const append = (listening: string) => `
with fence as materialized (select 1 from worker where id = $1 for key share),
made as (
  insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, traceparent, started_at,
    status, worker, wake_at, ended_at, output, error, input_ref, end_ref, event_depth)
  select n.id, n.workspace_id, n.workflow_id, n.namespace, n.name, n.version, n.input::json,
    string_to_array(n.scopes, ' '), n.traceparent, n.started_at, n.status, case when n.owned then $1 end, n.wake_at,
    n.ended_at, n.output::json, n.error::json, n.input_ref::json, n.end_ref::json, n.event_depth
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::timestamptz[], $12::text[], $13::boolean[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::text[],
    $45::text[], $46::text[], $48::smallint[])
    as n(id, workspace_id, workflow_id, namespace, name, version, input, scopes, traceparent, started_at, status, owned,
      wake_at, ended_at, output, error, input_ref, end_ref, event_depth), fence
  on conflict (id) do nothing
  returning id),
mine as (select id from execution where id = any($2::text[]) and worker is not distinct from $1),
written as (
  insert into journal (execution_id, workspace_id, seq, entry_count, at, happening, entries)
  select j.execution_id, j.workspace_id, j.seq, j.entry_count, j.at, j.happening::json, j.entries::json
  from unnest($18::text[], $19::text[], $20::integer[], $21::integer[], $22::timestamptz[], $23::text[], $24::text[],
    $25::boolean[]) as j(execution_id, workspace_id, seq, entry_count, at, happening, entries, is_first), fence
  where not j.is_first or j.execution_id in (select id from made)
  on conflict (execution_id, seq) do nothing),
moved as (
  update execution e set status = m.status, worker = case when m.owned then $1 end,
    wake_at = case when e.called and not m.owned and m.ended_at is null then now() else m.wake_at end,
    ended_at = m.ended_at, output = m.output::json, error = m.error::json, end_ref = m.end_ref::json
  from unnest($26::text[], $27::text[], $28::boolean[], $29::timestamptz[], $30::timestamptz[], $31::text[], $32::text[],
    $47::text[]) as m(id, status, owned, wake_at, ended_at, output, error, end_ref), fence
  where e.id = m.id and e.worker is not distinct from $1),
telling as (
  select o.* from unnest($33::text[], $34::text[], $35::text[], $36::text[], $37::text[], $38::text[], $39::text[],
    $40::text[], $41::text[], $42::text[], $43::boolean[], $44::text[])
    as o(id, workspace_id, subject, type, source, about, data, traceparent, made_by, event_id, is_emitted, attributes), fence
  where o.made_by is null or o.made_by in (select id from made)),${listening}
told as (
  insert into outbox (id, event_id, workspace_id, subject, type, source, about, data, traceparent, attributes)
  select o.id, o.event_id, o.workspace_id, o.subject, o.type, o.source, o.about, o.data::jsonb, o.traceparent,
    o.attributes::jsonb
  from telling o
  on conflict (id) do nothing),
heard as (
  insert into heard_event (workspace_id, source, id, type, event)
  select o.workspace_id, o.source, coalesce(o.event_id, o.id), o.type, (json_build_object('specversion', '1.0',
    'id', coalesce(o.event_id, o.id), 'source', o.source, 'type', o.type, 'subject', o.about,
    'time', to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'datacontenttype', 'application/json', 'data', o.data::json)::jsonb || coalesce(o.attributes, '{}')::jsonb)::json
  from telling o
  where o.is_emitted or exists (
    select from listener l where l.workspace_id = o.workspace_id and coalesce(l.type, '') = any(array[o.type, '']))
  on conflict do nothing)
select (select count(*)::integer from fence) as held,
  array(select id from made) as made,
  array(select id from mine) as mine`;

const PARAMETERS = 48;
const plain = append('');
const withListening = append(listeningSql(PARAMETERS + 1));

/** The statement for these appends: no longer than they need. */
export function appendStatement(worker: string, appends: readonly Append[]) {
  if (appends.every(isHistory)) return historyStatement(worker, appends);
  const values = appendParameters(worker, appends);
  if (appends.every(({ listening }) => listening === undefined)) return { name: 'append', text: plain, values };
  return { name: 'append-listening', text: withListening, values: [...values, ...listeningParameters(appends)] };
}

/** The parameters, column by column. An execution that ends as it begins is written once, ended. */
function appendParameters(worker: string, appends: readonly Append[]): unknown[] {
  const made = appends.flatMap((append) => (append.create ? [{ ...append, create: append.create }] : []));
  const moved = appends.filter(({ create, standing }) => !create && standing);
  const told = appends.flatMap((append) => append.told.map((event) => ({ append, event })));
  return [
    worker,
    made.map(({ executionId }) => executionId),
    made.map(({ workspaceId }) => workspaceId),
    made.map(({ create }) => create.workflowId),
    made.map(({ create }) => create.namespace),
    made.map(({ create }) => create.name),
    made.map(({ create }) => create.version),
    made.map(({ create }) => create.input),
    made.map(({ create }) => create.scopes.join(' ')),
    made.map(({ create }) => create.traceparent ?? null),
    made.map(({ create }) => create.startedAt),
    made.map(({ standing }) => standing?.status ?? 'running'),
    made.map(({ standing }) => standing?.owned ?? true),
    made.map(({ standing }) => standing?.wakeAt ?? null),
    made.map(({ standing }) => standing?.endedAt ?? null),
    made.map(({ standing }) => standing?.output ?? null),
    made.map(({ standing }) => standing?.error ?? null),
    ...historyColumns(appends),
    appends.flatMap(({ create, rows }) => rows.map(() => create !== undefined)),
    moved.map(({ executionId }) => executionId),
    moved.map(({ standing }) => standing?.status),
    moved.map(({ standing }) => standing?.owned),
    moved.map(({ standing }) => standing?.wakeAt ?? null),
    moved.map(({ standing }) => standing?.endedAt ?? null),
    moved.map(({ standing }) => standing?.output ?? null),
    moved.map(({ standing }) => standing?.error ?? null),
    told.map(({ event }) => event.id),
    told.map(({ append }) => append.workspaceId),
    told.map(({ event }) => event.subject),
    told.map(({ event }) => event.type),
    told.map(({ event }) => event.source),
    told.map(({ event }) => event.about ?? null),
    told.map(({ event }) => event.data),
    told.map(({ append }) => append.traceparent ?? null),
    told.map(({ append }) => (append.create ? append.executionId : null)),
    told.map(({ event }) => event.eventId ?? null),
    told.map(({ event }) => event.isEmitted),
    told.map(({ event }) => event.attributes ?? null),
    made.map(({ create }) => create.inputRef ?? null),
    made.map(({ standing }) => standing?.endRef ?? null),
    moved.map(({ standing }) => standing?.endRef ?? null),
    made.map(({ create }) => create.eventDepth),
  ];
}

export type AppendRow = { held: number; made: string[]; mine: string[] };
