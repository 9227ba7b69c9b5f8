-- Executions that ended long ago: their rows and journals lie in an object of the bucket.
create table archived_execution (
  execution_id text collate "C" primary key,
  workspace_id text not null,
  object text not null,
  archived_at timestamptz not null default now()
);
alter table archived_execution enable row level security;
alter table archived_execution force row level security;
create policy workspace on archived_execution to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on archived_execution to mesh_system using (true) with check (true);
grant select on archived_execution to mesh_app;
grant select, insert on archived_execution to mesh_system;
grant delete on execution, journal to mesh_system;
