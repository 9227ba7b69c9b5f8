create table effect (workspace_id text not null, event_id text not null, number integer not null);
alter table effect enable row level security;
alter table effect force row level security;
create policy workspace on effect to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on effect to mesh_system using (true) with check (true);
grant select, insert on effect to mesh_app;
grant select on effect to mesh_system;
