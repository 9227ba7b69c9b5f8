-- Workspaces that were deleted. What a request wrote that was under way then goes with the note of it.
create table deleted_workspace (
  workspace_id text primary key,
  told_at      timestamptz not null default now()
);
alter table deleted_workspace enable row level security;
alter table deleted_workspace force row level security;
create policy workspace on deleted_workspace to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy system on deleted_workspace for select to mesh_system using (true);
grant select, insert, delete on deleted_workspace to mesh_app;
grant select on deleted_workspace to mesh_system;
