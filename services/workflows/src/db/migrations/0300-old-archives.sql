-- What lies in the archive for too long is removed.
create index archived_execution_old on archived_execution (archived_at);
