-- Events that came in one bundle, each with a place in the feed of its own: `seq` is that of the last of them.
create table feed_bundle (
  workspace_id text not null,
  seq bigint not null,
  count integer not null check (count > 0),
  -- Of the bundle, which may come again.
  id text collate "C" not null,
  -- The CloudEvents as they are sent, as an array.
  events text not null,
  told_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, seq),
  unique (workspace_id, id)
);
create index feed_bundle_oldest on feed_bundle using brin (told_at);
alter table feed_bundle enable row level security;
alter table feed_bundle force row level security;
create policy workspace on feed_bundle to mesh_app using (workspace_id = current_setting('app.workspace_id'));
create policy system on feed_bundle to mesh_system using (true) with check (true);
grant select on feed_bundle to mesh_app;
grant select, insert, delete on feed_bundle to mesh_system;
