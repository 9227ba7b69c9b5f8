-- Rows outlive what they speak of, and no role of the service may change or remove one.
create table audit (
  workspace_id  text not null,
  seq           bigint not null check (seq > 0),
  id            text collate "C" not null unique,
  at            timestamptz(3) not null,
  actor_id      text not null,
  actor_type    text not null,
  action        text not null,
  resource_type text not null,
  resource_id   text not null,
  outcome       text not null check (outcome in ('allowed', 'denied', 'failed')),
  request_id    text not null,
  details       jsonb not null,
  hash          bytea not null,                       -- HMAC over the hash before, seq and the row
  primary key (workspace_id, seq)
);
create index audit_resource on audit (workspace_id, resource_id, seq);
alter table audit enable row level security;
alter table audit force row level security;
create policy workspace on audit to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert on audit to mesh_app;

create table audit_head (
  workspace_id text primary key,
  seq          bigint not null,
  hash         bytea not null
);
alter table audit_head enable row level security;
alter table audit_head force row level security;
create policy workspace on audit_head to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert on audit_head to mesh_app;
grant update (seq, hash) on audit_head to mesh_app;
