-- How far the feed of a workspace has come. Its lock makes `seq` gap-free and in the order in which it commits.
create table feed_head (
  workspace_id text primary key,
  epoch bigint not null default extract(epoch from now())::bigint,
  seq bigint not null default 0
);
alter table feed_head enable row level security;
alter table feed_head force row level security;
create policy workspace on feed_head to mesh_app using (workspace_id = current_setting('app.workspace_id'));
create policy system on feed_head to mesh_system using (true) with check (true);
grant select on feed_head to mesh_app;
grant select, insert, update on feed_head to mesh_system;

create table feed (
  workspace_id text not null,
  seq bigint not null,
  -- Of source and id, which name an event: the same event is in the feed once.
  digest text not null,
  type text not null,
  source text not null,
  subject text,
  -- The CloudEvent as it is sent.
  json text not null,
  told_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, seq)
);
create unique index feed_once on feed (workspace_id, digest);
create index feed_oldest on feed (told_at);
alter table feed enable row level security;
alter table feed force row level security;
create policy workspace on feed to mesh_app using (workspace_id = current_setting('app.workspace_id'));
create policy system on feed to mesh_system using (true) with check (true);
grant select on feed to mesh_app;
grant select, insert, delete on feed to mesh_system;
