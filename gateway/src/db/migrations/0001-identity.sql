create table workspace (
  id text primary key,
  workspace_id text not null generated always as (id) stored,
  name text not null,
  created_at timestamptz not null default now()
);
alter table workspace enable row level security;
alter table workspace force row level security;
create policy workspace on workspace to mesh_app
  using (id = current_setting('app.workspace_id'))
  with check (id = current_setting('app.workspace_id'));
grant select, insert, update (name) on workspace to mesh_app;

create table api_key (
  id text primary key,
  workspace_id text not null references workspace (id),
  name text not null,
  hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_key_newest on api_key (workspace_id, id desc);
alter table api_key enable row level security;
alter table api_key force row level security;
create policy workspace on api_key to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
-- Who shows a key is looked up before the workspace is known.
create policy system on api_key to mesh_system using (true) with check (true);
grant select, insert, update (expires_at, revoked_at, last_used_at) on api_key to mesh_app;
grant select, update (last_used_at) on api_key to mesh_system;
