-- Workflow documents: what was sent, what it says, and its digest. A row never changes but for its archiving.
create table workflow (
  workspace_id  text not null,
  id            text collate "C" primary key,
  namespace     text not null,
  name          text not null,
  version       text not null,
  version_order text collate "C" not null,            -- sorts as semantic versions do
  digest        text not null check (digest ~ '^[0-9a-f]{64}$'),
  document      json not null,
  source        text not null,
  content_type  text not null check (content_type in ('application/yaml', 'application/json')),
  created_at    timestamptz not null default now(),
  archived_at   timestamptz,
  unique (workspace_id, id),
  constraint workflow_version unique (workspace_id, namespace, name, version)
);
create index workflow_newest on workflow (workspace_id, id desc) where archived_at is null;
create index workflow_latest on workflow (workspace_id, namespace, name, version_order desc, id desc)
  where archived_at is null;
alter table workflow enable row level security;
alter table workflow force row level security;
create policy workspace on workflow to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy system on workflow for select to mesh_system using (true);
grant select, insert, update (archived_at) on workflow to mesh_app;
grant select on workflow to mesh_system;
