-- What schedules of earlier versions have fired is asked as well, and those have ended.
drop index schedule_named;
create index schedule_named on schedule (workspace_id, namespace, name);
