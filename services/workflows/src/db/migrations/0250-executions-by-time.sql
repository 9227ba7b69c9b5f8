-- Lists are in the order in which executions were accepted. Ids of those that tasks run are as old as their parents.
-- What takes long locks out writers alone, and nothing where it was made before, concurrently.
create index if not exists execution_latest on execution (workspace_id, started_at desc, id desc);
create index if not exists execution_of_parent on execution (workspace_id, parent_id, started_at desc, id desc) where parent_id is not null;
drop index execution_newest;
drop index execution_children;
