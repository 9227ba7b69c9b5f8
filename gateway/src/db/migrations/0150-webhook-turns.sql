-- Until when one process alone posts to it.
alter table webhook_endpoint add column busy_until timestamptz not null default 'epoch';
grant update (busy_until) on webhook_endpoint to mesh_system;

-- What is due for one endpoint, however much is for others.
create index webhook_delivery_due_for on webhook_delivery (endpoint_id, due_at, seq) where status = 'pending';
drop index webhook_delivery_due;
