alter table workspace add column revision integer not null default 1;
grant update (revision) on workspace to mesh_app;
