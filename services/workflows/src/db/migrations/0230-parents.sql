-- The task that runs an execution, where one does. Two columns, and not one of JSON: below a policy only equality that leaks
-- nothing uses an index.
alter table execution add column parent_id text collate "C", add column parent_task text;
create index execution_children on execution (workspace_id, parent_id, id desc) where parent_id is not null;
