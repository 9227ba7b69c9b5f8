-- Tasks of `call: worker`, which users' own programs take from named queues. A row outlives its end until its execution's.
create table outside_task (
  id text collate "C" primary key,
  workspace_id text collate "C" not null,
  queue text collate "C" not null,
  position bigint generated always as identity,
  execution_id text collate "C" not null,
  -- JSON Pointer to the task in the document.
  task text not null,
  key text not null,
  input json not null,
  -- How long a lease lasts, and how often the task may be taken.
  heartbeat_ms integer not null,
  attempts integer not null,
  deadline_at timestamptz,
  entered_at timestamptz not null default clock_timestamp(),
  -- From when it may be taken: the end of the lease where a worker has it. Each taking is an attempt of its own, and whoever
  -- speaks for an earlier one is refused.
  available_at timestamptz not null default clock_timestamp(),
  attempt integer not null default 0,
  worker text,
  -- What was told last of how far it is, and how often something was told.
  progress json,
  told integer not null default 0,
  ended_at timestamptz,
  outcome text check (outcome in ('completed', 'failed', 'timeout', 'exhausted', 'cancelled')),
  output json,
  error json
);
create index outside_task_next on outside_task (workspace_id, queue, available_at, position) where ended_at is null;
create index outside_task_deadline on outside_task (deadline_at) where ended_at is null and deadline_at is not null;
create index outside_task_spent on outside_task (available_at) where ended_at is null and attempt >= attempts;
create index outside_task_execution on outside_task (execution_id);
create index outside_task_ended on outside_task (ended_at) where ended_at is not null;
alter table outside_task enable row level security;
alter table outside_task force row level security;
create policy workspace on outside_task to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on outside_task to mesh_system using (true) with check (true);
grant select, insert, update on outside_task to mesh_app;
grant select, update, delete on outside_task to mesh_system;
