create table stream_ticket (
  hash bytea primary key,
  workspace_id text not null,
  -- The key that asked for it, whose rights it has.
  key_id text not null,
  expires_at timestamptz not null default now() + interval '60 seconds'
);
alter table stream_ticket enable row level security;
alter table stream_ticket force row level security;
create policy workspace on stream_ticket to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
-- Who shows a ticket is looked up before the workspace is known.
create policy system on stream_ticket to mesh_system using (true) with check (true);
grant select, insert on stream_ticket to mesh_app;
grant select, delete on stream_ticket to mesh_system;
