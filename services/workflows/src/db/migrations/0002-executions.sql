-- One row an execution: what is listed and searched, and who works on it. The journal says what has happened.
create table execution (
  id text collate "C" primary key,
  workspace_id text not null,
  workflow_id text not null,
  namespace text not null,
  name text not null,
  version text not null,
  status text not null,
  input json not null,
  output json,
  error json,
  -- What the execution may do in the name of whoever started it.
  scopes text[] not null,
  traceparent text,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- The process that works on it; null while it waits for `wake_at`, and after its end.
  worker text collate "C",
  wake_at timestamptz,
  -- What a person has asked of it that its worker has not taken in yet.
  asked text,
  epoch integer not null default 1
);
create index execution_newest on execution (workspace_id, id desc);
create index execution_owned on execution (worker) where worker is not null;
create index execution_due on execution (wake_at) where worker is null and wake_at is not null;
create index execution_asked on execution (worker) where asked is not null;
alter table execution enable row level security;
alter table execution force row level security;
create policy workspace on execution to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on execution to mesh_system using (true) with check (true);
grant select, update (asked, wake_at) on execution to mesh_app;
grant select, insert, update on execution to mesh_system;

-- The history, append-only: one row for each thing that happened and all that followed from it. `seq` is the number of
-- its first entry; numbers are gap-free in an execution. `happening` makes the state again, `entries` is what users read.
create table journal (
  execution_id text collate "C" not null,
  seq integer not null,
  entry_count integer not null,
  workspace_id text not null,
  at timestamptz not null,
  happening json not null,
  entries json not null,
  primary key (execution_id, seq)
);
alter table journal enable row level security;
alter table journal force row level security;
create policy workspace on journal to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on journal to mesh_system using (true) with check (true);
grant select on journal to mesh_app;
grant select, insert on journal to mesh_system;

-- The processes that may append. A process whose row is gone is fenced: each append holds the row against deletion.
create table worker (
  id text collate "C" primary key,
  -- Where it runs. Who comes up in the same place takes over at once.
  place text not null,
  lease_until timestamptz not null
);
grant select, insert, update, delete on worker to mesh_system;

-- Fenced processes that still have executions to be taken over.
create table dead_worker (id text collate "C" primary key);
grant select, insert, delete on dead_worker to mesh_system;
