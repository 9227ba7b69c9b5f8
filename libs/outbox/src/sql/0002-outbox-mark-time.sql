-- When the last message of the mark came: a stream that went backwards and has grown past the mark holds another there.
alter table broker_mark add column last_time text not null default '';
