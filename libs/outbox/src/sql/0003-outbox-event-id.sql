-- The CloudEvents id of an event whose row is named otherwise: ids that users give are unique in their source only.
alter table outbox add column event_id text;
