-- Which workflows use which secrets, as the events of workflows tell it. An archived one stays: an older event may come late.
create table dependent (
  workspace_id text not null,
  workflow_id  text collate "C" primary key,
  namespace    text not null,
  name         text not null,
  version      text not null,
  secrets      text[] not null,                       -- names of credentials of the environment production, or ids
  archived     boolean not null,
  told_at      timestamptz not null
);
create index dependent_secrets on dependent using gin (secrets) where not archived;
alter table dependent enable row level security;
alter table dependent force row level security;
create policy workspace on dependent to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, update on dependent to mesh_app;

-- The days before an expiry that have been told. A new moment of expiry is told anew.
create table expiry_notice (
  workspace_id  text not null,
  credential_id text collate "C" not null,
  expires_at    timestamptz not null,
  days          int not null,
  primary key (credential_id, expires_at, days),
  foreign key (workspace_id, credential_id) references credential (workspace_id, id) on delete cascade
);
alter table expiry_notice enable row level security;
alter table expiry_notice force row level security;
create policy workspace on expiry_notice to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy system on expiry_notice for select to mesh_system using (true);
grant select, insert on expiry_notice to mesh_app;
grant select on expiry_notice to mesh_system;

create index credential_expiry on credential (expires_at) where expires_at is not null;
create policy system on credential for select to mesh_system using (true);
grant select (workspace_id, id, expires_at) on credential to mesh_system;
