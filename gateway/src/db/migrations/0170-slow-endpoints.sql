-- Its last attempts took long: it has turns among its like, so that it keeps none from those that answer.
alter table webhook_endpoint add column is_slow boolean not null default false;
grant update (is_slow) on webhook_endpoint to mesh_system;
