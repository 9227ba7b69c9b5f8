-- Ids are compared as bytes. When something was told is only asked of whole days, and marking it must cost little.
alter table outbox alter column id type text collate "C";
drop index outbox_published;
create index outbox_published on outbox using brin (published_at);
