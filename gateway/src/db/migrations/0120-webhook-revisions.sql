alter table webhook_endpoint add column revision integer not null default 1;
grant update (revision) on webhook_endpoint to mesh_system;
