-- Plugins, their versions, and what each workspace has installed.
create table plugin (
  workspace_id text not null,
  id           text collate "C" primary key,
  name         text not null,
  visibility   text not null check (visibility in ('private', 'public')),
  latest       text not null,                         -- the newest version, whose description, category and tags these are
  description  text not null,
  category     text,
  tags         text[] not null default '{}',
  created_at   timestamptz not null default now(),
  unique (workspace_id, name),
  unique (workspace_id, id)
);
create unique index plugin_public_name on plugin (name) where visibility = 'public';
alter table plugin enable row level security;
alter table plugin force row level security;
create policy workspace on plugin to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy everyone on plugin for select to mesh_app using (visibility = 'public');
grant select, insert on plugin to mesh_app;
grant update (latest, description, category, tags) on plugin to mesh_app;

create table plugin_version (
  workspace_id text not null,
  plugin_id    text collate "C" not null,
  version      text not null,
  digest       text not null check (digest ~ '^[0-9a-f]{64}$'),
  bytes        int  not null,
  manifest     jsonb not null,
  files        jsonb not null,                        -- [{path, bytes, sha256}]
  stage        text not null check (stage in ('uploaded', 'scanning', 'published', 'review', 'quarantined', 'rejected', 'revoked')),
  reasons      jsonb not null default '[]',
  published_at timestamptz not null default now(),
  primary key (plugin_id, version),
  foreign key (workspace_id, plugin_id) references plugin (workspace_id, id)
);
alter table plugin_version enable row level security;
alter table plugin_version force row level security;
create policy workspace on plugin_version to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy everyone on plugin_version for select to mesh_app
  using (exists (select from plugin where plugin.id = plugin_id and plugin.visibility = 'public'));
grant select, insert on plugin_version to mesh_app;

-- How many workspaces have a plugin installed. It names no workspace: everybody counts, nobody is counted by name.
create table plugin_use (
  plugin_id     text collate "C" primary key references plugin (id) on delete cascade,
  installations int  not null check (installations >= 0)
);
grant select, insert, update on plugin_use to mesh_app;

create table lockfile (
  workspace_id text primary key,
  revision     int  not null
);
alter table lockfile enable row level security;
alter table lockfile force row level security;
create policy workspace on lockfile to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert on lockfile to mesh_app;
grant update (revision) on lockfile to mesh_app;

-- A revision is never changed: only added.
create table lockfile_revision (
  workspace_id text not null,
  revision     int  not null,
  change       text not null check (change in ('installed', 'updated', 'removed', 'rolled-back')),
  actor        text not null,
  items        jsonb not null,                        -- [{pluginId, name, version, digest, permissions}]
  at           timestamptz not null default now(),
  primary key (workspace_id, revision)
);
alter table lockfile_revision enable row level security;
alter table lockfile_revision force row level security;
create policy workspace on lockfile_revision to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert on lockfile_revision to mesh_app;
