-- Facts that are told once their transaction has committed. A row stays for its retention, so that a broker that
-- lost its storage is filled again. The id is random: a serial would repeat after a restore, and the broker would
-- drop new facts as repeats.
create table outbox (
  id text primary key,
  position bigint generated always as identity,
  workspace_id text not null,
  subject text not null,
  type text not null,
  source text not null,
  about text,
  data jsonb not null,
  traceparent text,
  created_at timestamptz not null default now(),
  published_at timestamptz
);
create index outbox_waiting on outbox (position) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;
alter table outbox enable row level security;
alter table outbox force row level security;
create policy workspace on outbox to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on outbox to mesh_system using (true) with check (true);
grant insert on outbox to mesh_app;
grant select, insert, update, delete on outbox to mesh_system;

-- What the broker was when it was last looked at: one row a stream.
create table broker_mark (
  stream text primary key,
  created text not null,
  last_sequence bigint not null,
  server_id text not null,
  seen_at timestamptz not null default now()
);
grant select, insert, update on broker_mark to mesh_system;

-- Which consumer has done which fact. The row commits with the effect.
create table inbox (
  consumer text not null,
  workspace_id text not null,
  event_id text not null,
  done_at timestamptz not null default now(),
  primary key (consumer, workspace_id, event_id)
);
create index inbox_done on inbox (done_at);
alter table inbox enable row level security;
alter table inbox force row level security;
create policy workspace on inbox to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on inbox to mesh_system using (true) with check (true);
grant select, insert on inbox to mesh_app;
grant select, insert, delete on inbox to mesh_system;

-- How often a consumer has failed at a fact. After the eighth time `dead_at` is set and nobody tries again by itself.
create table dead_letter (
  consumer text not null,
  workspace_id text not null,
  event_id text not null,
  failures integer not null,
  reason text not null,
  subject text not null,
  headers jsonb not null,
  payload text not null,
  failed_at timestamptz not null default now(),
  dead_at timestamptz,
  primary key (consumer, workspace_id, event_id)
);
alter table dead_letter enable row level security;
alter table dead_letter force row level security;
create policy workspace on dead_letter to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on dead_letter to mesh_system using (true) with check (true);
grant select, delete on dead_letter to mesh_app;
grant select, insert, update, delete on dead_letter to mesh_system;
