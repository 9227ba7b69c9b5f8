-- CloudEvents that a workspace has heard: sent over HTTP, emitted by its workflows, told by other services. A row is kept
-- for a day at least, so that the same event counts once, and an event that comes before its listener is found.
create table heard_event (
  workspace_id text not null,
  source text not null,
  id text collate "C" not null,
  -- In this order they are matched.
  position bigint generated always as identity,
  type text not null,
  event json not null,
  heard_at timestamptz not null default clock_timestamp(),
  -- Whether it has been held against all who listen.
  matched boolean not null default false,
  primary key (workspace_id, source, id)
);
create index heard_event_waiting on heard_event (position) where not matched;
create unique index heard_event_position on heard_event (position);
create index heard_event_recent on heard_event (workspace_id, type, heard_at);
create index heard_event_old on heard_event (heard_at);
alter table heard_event enable row level security;
alter table heard_event force row level security;
create policy workspace on heard_event to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on heard_event to mesh_system using (true) with check (true);
grant select, insert on heard_event to mesh_app;
grant select, insert, update, delete on heard_event to mesh_system;

-- Who listens: one row for each filter of each task that waits for events now, and of each schedule that events start.
create table listener (
  -- An execution and the frame of its task; or a schedule.
  owner text collate "C" not null,
  frame integer not null,
  -- The filter's number among those of the strategy at `pointer` in the document of the workflow.
  filter integer not null,
  workspace_id text not null,
  workflow_id text not null,
  pointer text not null,
  -- The type that an event must have; null where the filter leaves it open.
  type text,
  -- What the expected correlations must be; null where the filter expects none.
  expects text,
  -- What the expressions of the filter look at besides the event; null where they look at nothing else.
  seen json,
  since timestamptz not null default clock_timestamp(),
  -- Whether it has been held against the events of the minutes before.
  caught_up boolean not null default false,
  primary key (owner, frame, filter)
);
create index listener_type on listener (workspace_id, type);
create index listener_place on listener (workflow_id, pointer, filter, expects);
create index listener_behind on listener (since) where not caught_up;
alter table listener enable row level security;
alter table listener force row level security;
create policy workspace on listener to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on listener to mesh_system using (true) with check (true);
grant select, insert, delete on listener to mesh_app;
grant select, insert, update, delete on listener to mesh_system;

-- Events that wait for whoever listens to take them in.
create table overheard (
  owner text collate "C" not null,
  frame integer not null,
  place bigint not null,
  workspace_id text not null,
  -- It came before its listener.
  early boolean not null,
  primary key (owner, frame, place)
);
create index overheard_place on overheard (place);
create index overheard_schedule on overheard (owner, place) where owner like 'sch\_%';
alter table overheard enable row level security;
alter table overheard force row level security;
create policy workspace on overheard to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on overheard to mesh_system using (true) with check (true);
grant select, delete on overheard to mesh_app;
grant select, insert, delete on overheard to mesh_system;

-- Set with what waits in `overheard`, taken back by whoever reads it: the row of an execution cannot change unseen.
alter table execution add column called boolean not null default false;
create index execution_called on execution (worker) where called;
