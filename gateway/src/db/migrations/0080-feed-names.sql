-- An event is known by its name instead of a digest of it: names of one source grow with time, and their index at its end.
alter table feed rename column digest to name;
alter table feed alter column name type text collate "C";
alter table feed no force row level security;
update feed set name = '[' || to_json(source) || ',' || to_json(json::json ->> 'id') || ']';
alter table feed force row level security;
