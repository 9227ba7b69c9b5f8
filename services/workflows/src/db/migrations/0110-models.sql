-- What a workspace may spend on models in a day or a month; a bound that is null is none.
create table model_budget (
  workspace_id text primary key,
  period text not null check (period in ('day', 'month')),
  tokens bigint,
  cost double precision
);
alter table model_budget enable row level security;
alter table model_budget force row level security;
create policy workspace on model_budget to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, update on model_budget to mesh_app;

-- What it has spent: one row a day (UTC) and model.
create table model_usage (
  workspace_id text not null,
  day date not null,
  model text collate "C" not null,
  turns bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost double precision not null,
  primary key (workspace_id, day, model)
);
alter table model_usage enable row level security;
alter table model_usage force row level security;
create policy workspace on model_usage to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, update on model_usage to mesh_app;
