-- How many processes in a row an execution has died with while its history did not grow: what it does may have killed them.
alter table execution
  add column deaths smallint not null default 0,
  -- The last number of its history when the last of them died, and when it was taken up last.
  add column seq_at_death integer,
  add column taken_at timestamptz;

-- When a process died, as well as is known, and whether that is counted of what it held.
alter table dead_worker
  add column died_at timestamptz not null default now(),
  add column counted boolean not null default false;
grant update on dead_worker to mesh_system;
