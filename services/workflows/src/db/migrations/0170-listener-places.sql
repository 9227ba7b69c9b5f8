-- Where in which documents a type is listened to is found by going from one place to the next, however many listen at each. The
-- empty text stands for listeners to all types.
drop index listener_type;
create index listener_type on listener (workspace_id, (coalesce(type, '')), workflow_id, pointer, filter);
