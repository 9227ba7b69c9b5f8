-- Webhooks that start workflows, called by strangers who sign.
create table hook (
  id text collate "C" primary key,
  workspace_id text not null,
  -- What it starts: the id of one version, or `namespace/name`.
  workflow text not null,
  namespace text not null,
  name text not null,
  verify json not null,
  -- Sealed under a key that the database does not hold.
  secret bytea not null,
  input text not null check (input in ('body', 'request')),
  -- What its executions may do: the rights of whoever made it.
  scopes text[] not null,
  created_at timestamptz not null default now()
);
create index hook_workflow on hook (workspace_id, namespace, name, id desc);
alter table hook enable row level security;
alter table hook force row level security;
create policy workspace on hook to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on hook to mesh_system using (true) with check (true);
grant select, insert, update, delete on hook to mesh_app;
grant select on hook to mesh_system;

-- What was called, for a day: a message that comes again gets the execution that it got before.
create table hook_call (
  hook_id text collate "C" not null references hook (id) on delete cascade,
  -- SHA-256 of what names the message.
  message bytea not null,
  workspace_id text not null,
  execution_id text not null,
  received_at timestamptz not null default now(),
  -- When the execution was durable; null while that is not known.
  started_at timestamptz,
  primary key (hook_id, message)
);
create index hook_call_oldest on hook_call (received_at);
alter table hook_call enable row level security;
alter table hook_call force row level security;
create policy workspace on hook_call to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on hook_call to mesh_system using (true) with check (true);
grant select, insert, update on hook_call to mesh_app;
grant select, delete on hook_call to mesh_system;
