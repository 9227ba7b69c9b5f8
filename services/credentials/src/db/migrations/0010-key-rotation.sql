-- Which key an envelope was sealed with stands in its bytes 8 to 12. The database itself keeps a key as long as an envelope
-- needs it, and takes no envelope under a key that is gone. `not valid`: row-level security would hide the old rows from the owner.
alter table credential_version
  add column key_version int generated always as (
    case when length(envelope) >= 12 then
      (get_byte(envelope, 8) << 24) | (get_byte(envelope, 9) << 16) | (get_byte(envelope, 10) << 8) | get_byte(envelope, 11)
    end) stored,
  add column key_purpose text generated always as ('workspace') stored;
create index credential_version_key on credential_version (workspace_id, key_version);
alter table credential_version add constraint credential_version_key
  foreign key (workspace_id, key_purpose, key_version) references workspace_key (workspace_id, purpose, version) not valid;
grant update (envelope) on credential_version to mesh_app;

create index workspace_key_root on workspace_key (root_key_id);
grant update (state) on workspace_key to mesh_app;
grant delete on workspace_key to mesh_app;
grant update (wrapped, root_key_id) on workspace_key to mesh_system;

create table key_rotation (
  workspace_id text not null,                         -- of who asked
  id           text collate "C" primary key,
  scope        text not null check (scope in ('root', 'workspace')),
  target       text not null,                         -- where all shall be: id of a root key, or number of a workspace key
  status       text not null default 'running' check (status in ('running', 'completed', 'incomplete')),
  total        int  not null,
  done         int  not null default 0,
  leased_until timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  ended_at     timestamptz
);
create unique index key_rotation_running on key_rotation (workspace_id, scope) where status = 'running';
alter table key_rotation enable row level security;
alter table key_rotation force row level security;
create policy workspace on key_rotation to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy system on key_rotation to mesh_system using (true) with check (true);
grant select, insert on key_rotation to mesh_app;
grant select, update on key_rotation to mesh_system;

-- A workspace whose keys were destroyed gets no new ones.
create table workspace_tombstone (
  workspace_id text primary key,
  destroyed_at timestamptz not null default now()
);
alter table workspace_tombstone enable row level security;
alter table workspace_tombstone force row level security;
create policy workspace on workspace_tombstone to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert on workspace_tombstone to mesh_app;
