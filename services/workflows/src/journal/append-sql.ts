import { textArray } from '@mesh/database/text-array';
import type { Append } from './append.ts';
import { historyColumns, historyStatement, isHistory } from './history-sql.ts';
import { listeningParameters, listeningSql } from './listening-sql.ts';
import { TELLING_PARAMETERS, tellingParameters, tellingSql } from './telling-sql.ts';

/** Of the statement itself, before those of what it tells. */
const PARAMETERS = 38;

/**
 * Writes any number of appends in one statement and one commit. `fence` holds the row of the process against deletion, so
 * that nothing of a fenced process is written. An execution that is there already takes its entries and events along.
 * `is not distinct from` keeps the server from reading all that the process owns where it looks for a few by id.
 */
const append = (listening: string) => `
with fence as materialized (select 1 from worker where id = $1 for key share),
made as (
  insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, traceparent, started_at,
    status, worker, wake_at, ended_at, output, error, input_ref, end_ref, event_depth, parent_id, parent_task)
  select n.id, n.workspace_id, n.workflow_id, n.namespace, n.name, n.version, n.input::json,
    string_to_array(n.scopes, ' '), n.traceparent, n.started_at, n.status, case when n.owned then $1 end, n.wake_at,
    n.ended_at, n.output::json, n.error::json, n.input_ref::json, n.end_ref::json, n.event_depth,
    n.parent_id, n.parent_task
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::timestamptz[], $12::text[], $13::boolean[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::text[],
    $18::text[], $19::text[], $20::smallint[], $21::text[], $22::text[])
    as n(id, workspace_id, workflow_id, namespace, name, version, input, scopes, traceparent, started_at, status, owned,
      wake_at, ended_at, output, error, input_ref, end_ref, event_depth, parent_id, parent_task), fence
  on conflict (id) do nothing
  returning id),
mine as (select id from execution where id = any($2::text[]) and worker is not distinct from $1),
written as (
  insert into journal (execution_id, workspace_id, seq, entry_count, at, happening, entries)
  select j.execution_id, j.workspace_id, j.seq, j.entry_count, j.at, j.happening::json, j.entries::json
  from unnest($23::text[], $24::text[], $25::integer[], $26::integer[], $27::timestamptz[], $28::text[], $29::text[],
    $30::boolean[]) as j(execution_id, workspace_id, seq, entry_count, at, happening, entries, is_first), fence
  where not j.is_first or j.execution_id in (select id from made)
  on conflict (execution_id, seq) do nothing
  returning execution_id),
moved as (
  update execution e set status = m.status, worker = case when m.owned then $1 end,
    wake_at = case when (e.called or e.asked is not null) and not m.owned and m.ended_at is null then now()
      else m.wake_at end,
    ended_at = m.ended_at, output = m.output::json, error = m.error::json, end_ref = m.end_ref::json
  from unnest($31::text[], $32::text[], $33::boolean[], $34::timestamptz[], $35::timestamptz[], $36::text[], $37::text[],
    $38::text[]) as m(id, status, owned, wake_at, ended_at, output, error, end_ref), fence
  where e.id = m.id and e.worker is not distinct from $1),${listening}${tellingSql(PARAMETERS + 1)}
select (select count(*)::integer from fence) as held,
  array(select id from made) as made,
  array(select id from mine) as mine`;

const plain = append('');
const withListening = append(listeningSql(PARAMETERS + TELLING_PARAMETERS + 1));

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
  return [
    worker,
    textArray(made, ({ executionId }) => executionId),
    textArray(made, ({ workspaceId }) => workspaceId),
    textArray(made, ({ create }) => create.workflowId),
    textArray(made, ({ create }) => create.namespace),
    textArray(made, ({ create }) => create.name),
    textArray(made, ({ create }) => create.version),
    textArray(made, ({ create }) => create.input),
    textArray(made, ({ create }) => create.scopes.join(' ')),
    textArray(made, ({ create }) => create.traceparent),
    made.map(({ create }) => create.startedAt),
    textArray(made, ({ standing }) => standing?.status ?? 'running'),
    made.map(({ standing }) => standing?.owned ?? true),
    made.map(({ standing }) => standing?.wakeAt ?? null),
    made.map(({ standing }) => standing?.endedAt ?? null),
    textArray(made, ({ standing }) => standing?.output),
    textArray(made, ({ standing }) => standing?.error),
    textArray(made, ({ create }) => create.inputRef),
    textArray(made, ({ standing }) => standing?.endRef),
    made.map(({ create }) => create.eventDepth),
    textArray(made, ({ create }) => create.parent?.id),
    textArray(made, ({ create }) => create.parent?.task),
    ...historyColumns(appends),
    appends.flatMap(({ create, rows }) => rows.map(() => create !== undefined)),
    textArray(moved, ({ executionId }) => executionId),
    textArray(moved, ({ standing }) => standing?.status),
    moved.map(({ standing }) => standing?.owned),
    moved.map(({ standing }) => standing?.wakeAt ?? null),
    moved.map(({ standing }) => standing?.endedAt ?? null),
    textArray(moved, ({ standing }) => standing?.output),
    textArray(moved, ({ standing }) => standing?.error),
    textArray(moved, ({ standing }) => standing?.endRef),
    ...tellingParameters(appends),
  ];
}

export type AppendRow = { held: number; made: string[]; mine: string[] };
