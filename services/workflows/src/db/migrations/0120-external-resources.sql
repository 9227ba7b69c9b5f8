-- What documents refer to elsewhere, schemas and functions, as it was when it was first fetched. A row never changes.
create table external_resource (
  workspace_id text not null,
  workflow_id  text collate "C" not null,
  uri          text collate "C" not null,
  digest       text not null check (digest ~ '^[0-9a-f]{64}$'),   -- SHA-256 of the text that came
  content      json not null,
  fetched_at   timestamptz not null default now(),
  primary key (workflow_id, uri)
);
alter table external_resource enable row level security;
alter table external_resource force row level security;
create policy workspace on external_resource to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert on external_resource to mesh_app;
