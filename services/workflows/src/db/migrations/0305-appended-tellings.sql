-- What an append tells, as one row for all events that travel together. `types` are theirs, with spaces between.
create type appended_telling as (
  execution_id text, workspace_id text, bundle text, subject text, count integer, types text, events text,
  is_emitted boolean, attributes text, is_first boolean);
