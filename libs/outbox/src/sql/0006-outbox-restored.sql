-- The epoch of this database when the broker was last looked at: one that was restored does not know what was told since, and
-- keeps what was done for as long as if it had been done now.
alter table broker_mark add column epoch bigint not null default 1;
grant update (done_at) on inbox to mesh_system;
