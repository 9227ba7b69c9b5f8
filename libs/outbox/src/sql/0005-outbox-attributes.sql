-- What a user's event says of itself besides: `time`, `dataschema` and extension attributes, by name.
alter table outbox add column attributes jsonb;
