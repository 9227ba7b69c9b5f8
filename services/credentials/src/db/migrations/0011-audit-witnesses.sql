-- Signed heads of the chains. They are told as events and laid into the bucket, where who has this database does not reach.
create table audit_checkpoint (
  workspace_id text primary key,
  seq          bigint not null,
  note         text not null,
  stored       boolean not null default false,        -- whether the bucket holds it
  at           timestamptz not null default now()
);
alter table audit_checkpoint enable row level security;
alter table audit_checkpoint force row level security;
create policy workspace on audit_checkpoint to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy system on audit_checkpoint to mesh_system using (true) with check (true);
grant select, insert, update on audit_checkpoint to mesh_app;
grant select, update on audit_checkpoint to mesh_system;
create policy system on audit_head for select to mesh_system using (true);
grant select on audit_head to mesh_system;

-- Where a chain begins once its oldest rows have been removed: the hash of the last of them, signed.
create table audit_anchor (
  workspace_id text primary key,
  seq          bigint not null,
  note         text not null,
  at           timestamptz not null default now()
);
alter table audit_anchor enable row level security;
alter table audit_anchor force row level security;
create policy workspace on audit_anchor to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, update on audit_anchor to mesh_app;

-- The one way to remove audit rows is a function of the owner. Nobody whom policies bind removes one of the last year.
create policy retention on audit as restrictive for delete using (at < now() - interval '365 days');
create function remove_old_audit(up_to bigint) returns bigint
  language sql security definer set search_path = pg_catalog, public as $$
    with gone as (
      delete from public.audit
      where workspace_id = current_setting('app.workspace_id') and seq <= up_to and at < now() - interval '365 days'
      returning 1
    )
    select count(*) from gone
  $$;
revoke all on function remove_old_audit(bigint) from public;
grant execute on function remove_old_audit(bigint) to mesh_app;

-- Which workspaces hold rows that old, without a look at all rows: the first row of each chain tells.
create policy system on audit for select to mesh_system using (true);
grant select (workspace_id, seq, at) on audit to mesh_system;
