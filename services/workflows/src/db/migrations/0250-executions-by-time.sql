-- Lists are in the order in which executions were accepted. Ids of those that tasks run are as old as their parents.
create index execution_latest on execution (workspace_id, started_at desc, id desc);
drop index execution_newest;
create index execution_of_parent on execution (workspace_id, parent_id, started_at desc, id desc) where parent_id is not null;
drop index execution_children;
