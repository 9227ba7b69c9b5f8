-- What the journal appends, as one parameter for each table instead of one for each column. Processes of the version before
-- go on with a type while there is one, so none is ever altered: what needs other columns makes another type.
create type appended_execution as (
  id text, workspace_id text, workflow_id text, namespace text, name text, version text, input json, input_ref json,
  scopes text, traceparent text, started_at timestamptz, event_depth smallint, parent_id text, parent_task text,
  status text, owned boolean, wake_at timestamptz, ended_at timestamptz, output json, error json, end_ref json);
create type appended_happening as (
  execution_id text, workspace_id text, seq integer, entry_count integer, at timestamptz, happening json, entries json,
  is_first boolean);
create type appended_standing as (
  id text, status text, owned boolean, wake_at timestamptz, ended_at timestamptz, output json, error json, end_ref json);
create type appended_event as (
  execution_id text, workspace_id text, bundle text, subject text, source text, id text, type text, event text,
  is_emitted boolean, attributes text, is_first boolean);
create type appended_listener as (
  owner text, frame integer, filter integer, workspace_id text, workflow_id text, pointer text, type text, expects text,
  seen json, is_first boolean);
create type appended_hearing as (owner text, frame integer, place bigint);
