-- What an append tells: events that travel together are one row. `types` are theirs, with spaces between; `events` are they
-- themselves, written out, where somebody may listen to one of them.
create type appended_told as (
  execution_id text, workspace_id text, bundle text, types text, events text, is_emitted boolean, attributes text, is_first boolean);
-- A row of the outbox that tells them with others.
create type appended_bundle as (id text, workspace_id text, subject text, count integer, packed bytea);
