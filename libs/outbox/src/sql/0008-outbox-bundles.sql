-- A bundle of events is written out when it is recorded: to take it apart and put it together again cost more than all the rest of it.
alter table outbox alter column data drop not null;
alter table outbox add column bundle text;
-- How many events there are in it.
alter table outbox add column bundled integer;
alter table outbox add constraint outbox_one_or_bundle check (
  case when bundle is null then data is not null and bundled is null else data is null and bundled > 0 end) not valid;
