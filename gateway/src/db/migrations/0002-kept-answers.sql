create table kept_answer (
  workspace_id text not null,
  key text not null,
  fingerprint bytea not null,
  -- The id of what the request makes, minted before it is made.
  new_id text,
  asked_at timestamptz not null default now(),
  held_until timestamptz not null,
  status integer,
  headers jsonb,
  -- Sealed under a key that the database does not hold.
  body bytea,
  primary key (workspace_id, key)
);
create index kept_answer_oldest on kept_answer (asked_at);
alter table kept_answer enable row level security;
alter table kept_answer force row level security;
create policy workspace on kept_answer to mesh_app
  using (workspace_id = current_setting('app.workspace_id'))
  with check (workspace_id = current_setting('app.workspace_id'));
create policy system on kept_answer to mesh_system using (true) with check (true);
grant select, insert, update, delete on kept_answer to mesh_app;
grant select, delete on kept_answer to mesh_system;

-- A key whose making was asked for twice gets a new secret: nobody has seen the first.
grant update (hash) on api_key to mesh_app;
