-- Executions that a task of another one runs (`run: workflow`), while they live: how deep they are, and whose end ends them.
create table child_execution (
  child_id text collate "C" primary key,
  parent_id text collate "C" not null,
  workspace_id text not null,
  -- From 1: a child of an execution that nobody runs.
  depth integer not null,
  -- Whether its parent waits for it.
  awaited boolean not null,
  created_at timestamptz not null default clock_timestamp()
);
create index child_execution_parent on child_execution (parent_id);
alter table child_execution enable row level security;
alter table child_execution force row level security;
create policy workspace on child_execution to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on child_execution to mesh_system using (true) with check (true);
grant select, insert on child_execution to mesh_app;
grant select, delete on child_execution to mesh_system;
