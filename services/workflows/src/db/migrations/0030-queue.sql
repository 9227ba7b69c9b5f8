-- Executions that are accepted and have not begun: they wait for their time, for their turn, or behind others of their key.
-- Their rows of `execution` are `pending` and have no worker.
create table queued_execution (
  execution_id text collate "C" primary key,
  workspace_id text collate "C" not null,
  position bigint generated always as identity,
  priority smallint not null,
  begins_at timestamptz not null,
  is_ready boolean not null,
  -- Executions of one key wait for each other beyond `key_limit` of them.
  key text collate "C",
  key_limit integer not null
);
create index queued_execution_turn on queued_execution (workspace_id, priority desc, position)
  where key is null and is_ready;
create index queued_execution_key on queued_execution (key, priority desc, position) where key is not null and is_ready;
create index queued_execution_time on queued_execution (begins_at) where not is_ready;
alter table queued_execution enable row level security;
alter table queued_execution force row level security;
create policy workspace on queued_execution to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on queued_execution to mesh_system using (true) with check (true);
grant select on queued_execution to mesh_app;
grant select, insert, update, delete on queued_execution to mesh_system;

alter table execution add column concurrency_key text collate "C";
create index execution_key on execution (concurrency_key) where concurrency_key is not null and ended_at is null;
