-- Workspaces that were deleted. What they kept goes in portions; the row goes last, with what came late.
create table deleted_workspace (
  workspace_id text primary key,
  told_at timestamptz not null default now(),
  gone_at timestamptz
);
alter table deleted_workspace enable row level security;
alter table deleted_workspace force row level security;
create policy workspace on deleted_workspace to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on deleted_workspace to mesh_system using (true) with check (true);
grant select, insert on deleted_workspace to mesh_app;
grant select, update (gone_at), delete on deleted_workspace to mesh_system;

-- It is the system that removes them: requests still cannot delete what they may read.
create policy forgetting on workflow for delete to mesh_system using (true);
create policy system on external_resource to mesh_system using (true);
create policy system on model_budget to mesh_system using (true);
create policy system on model_usage to mesh_system using (true);
grant select on external_resource, model_budget, model_usage to mesh_system;
grant delete on workflow, schedule, archived_execution, external_resource, model_budget, model_usage to mesh_system;
