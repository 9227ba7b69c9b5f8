-- How many starts by events are behind an execution: what tells an event by which it is started again would go on for ever.
alter table execution add column event_depth smallint not null default 0;
