-- Workspaces take turns in having their events matched, so that whoever sends many delays no other.
drop index heard_event_waiting;
create index heard_event_waiting on heard_event (workspace_id, position) where not matched;
