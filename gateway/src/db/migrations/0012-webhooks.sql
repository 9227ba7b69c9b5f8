create table webhook_endpoint (
  id text primary key,
  workspace_id text not null,
  url text not null,
  types text[] not null,
  -- Sealed under a key that the database does not hold.
  secret bytea not null,
  enabled boolean not null default true,
  created_at timestamptz not null default now()
);
create index webhook_endpoint_newest on webhook_endpoint (workspace_id, id desc);
alter table webhook_endpoint enable row level security;
alter table webhook_endpoint force row level security;
create policy workspace on webhook_endpoint to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on webhook_endpoint to mesh_system using (true) with check (true);
grant select, insert, update, delete on webhook_endpoint to mesh_app;
grant select, update (enabled) on webhook_endpoint to mesh_system;

-- One row for an event and an endpoint, made together with the event's place in the feed, whose `seq` it has.
create table webhook_delivery (
  endpoint_id text not null references webhook_endpoint (id) on delete cascade,
  seq bigint not null,
  workspace_id text not null,
  type text not null,
  body text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- When it is tried; while it is, when another process may.
  due_at timestamptz not null default now(),
  response_status integer,
  error text,
  created_at timestamptz not null default now(),
  primary key (endpoint_id, seq)
);
create index webhook_delivery_due on webhook_delivery (due_at) where status = 'pending';
create index webhook_delivery_oldest on webhook_delivery (created_at);
alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy workspace on webhook_delivery to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on webhook_delivery to mesh_system using (true) with check (true);
grant select, update on webhook_delivery to mesh_app;
grant select, insert, update, delete on webhook_delivery to mesh_system;
