-- When workflows start by themselves: one row for each trigger that a document's `schedule` names.
create table schedule (
  id text collate "C" primary key,
  workspace_id text not null,
  workflow_id text not null,
  namespace text not null,
  name text not null,
  version text not null,
  kind text not null check (kind in ('every', 'cron', 'after', 'on')),
  rule json not null,
  -- What its executions may do: the rights of whoever saved the workflow.
  scopes text[] not null,
  paused boolean not null default false,
  created_at timestamptz not null,
  -- The next instant, and when it fires: later by its jitter. Null while it waits for an end or for events.
  next_at timestamptz,
  due_at timestamptz,
  last_execution text,
  -- Of events: what has been consumed towards the next start.
  collected json,
  -- Its workflow was archived, or a newer version was saved.
  ended_at timestamptz
);
create unique index schedule_trigger on schedule (workflow_id, kind) where ended_at is null;
create index schedule_newest on schedule (workspace_id, id desc) where ended_at is null;
create index schedule_named on schedule (workspace_id, namespace, name) where ended_at is null;
create index schedule_due on schedule (due_at) where due_at is not null and ended_at is null;
create index schedule_resting on schedule (last_execution) where kind = 'after' and next_at is null and ended_at is null;
alter table schedule enable row level security;
alter table schedule force row level security;
create policy workspace on schedule to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on schedule to mesh_system using (true) with check (true);
grant select, insert, update on schedule to mesh_app;
grant select, insert, update on schedule to mesh_system;

-- What became of each instant. The key makes it one: two processes never fire twice.
create table schedule_tick (
  schedule_id text collate "C" not null,
  scheduled_at timestamptz not null,
  -- Of events: which one was the last that was waited for.
  occasion text not null default '',
  workspace_id text not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('fired', 'skipped')),
  reason text,
  execution_id text,
  primary key (schedule_id, scheduled_at, occasion)
);
create index schedule_tick_old on schedule_tick (at);
alter table schedule_tick enable row level security;
alter table schedule_tick force row level security;
create policy workspace on schedule_tick to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on schedule_tick to mesh_system using (true) with check (true);
grant select on schedule_tick to mesh_app;
grant select, insert, update, delete on schedule_tick to mesh_system;
