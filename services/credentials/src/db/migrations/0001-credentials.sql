-- Keys, credentials with their versions, and the audit chain. Everything belongs to a workspace.
create table workspace_key (
  workspace_id text not null,
  purpose      text not null check (purpose in ('workspace', 'audit')),
  version      int  not null check (version > 0),
  state        text not null default 'active' check (state in ('active', 'decrypt-only')),
  root_key_id  text not null,                         -- of the root key that wrapped it, as in the wrapped bytes
  wrapped      bytea not null,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, purpose, version)
);
create unique index workspace_key_active on workspace_key (workspace_id, purpose) where state = 'active';
alter table workspace_key enable row level security;
alter table workspace_key force row level security;
create policy workspace on workspace_key to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy system on workspace_key to mesh_system using (true) with check (true);
grant select, insert on workspace_key to mesh_app;
grant select on workspace_key to mesh_system;

create table credential (
  workspace_id  text not null,
  id            text collate "C" primary key,
  name          text not null,
  type          text not null,
  environment   text not null,
  description   text,
  tags          text[] not null default '{}',
  allowed_hosts text[] not null default '{}',
  fields        jsonb not null,                       -- secrets masked
  version       int  not null default 1,
  revision      int  not null default 1,
  last_test     jsonb,
  expires_at    timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  unique (workspace_id, id),
  constraint credential_name unique (workspace_id, name, environment)
);
alter table credential enable row level security;
alter table credential force row level security;
create policy workspace on credential to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, delete on credential to mesh_app;
grant update (name, description, tags, allowed_hosts, fields, version, revision, last_test, expires_at, updated_at)
  on credential to mesh_app;

create table credential_version (
  workspace_id  text not null,
  credential_id text collate "C" not null,
  version       int  not null check (version > 0),
  envelope      bytea not null,                       -- MSC1, bound to workspace, credential, version, field and type
  fields        jsonb not null,
  created_by    text not null,
  created_at    timestamptz not null default now(),
  primary key (credential_id, version),
  foreign key (workspace_id, credential_id) references credential (workspace_id, id) on delete cascade
);
alter table credential_version enable row level security;
alter table credential_version force row level security;
create policy workspace on credential_version to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert on credential_version to mesh_app;
