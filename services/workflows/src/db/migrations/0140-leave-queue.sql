-- Who cancels what is queued takes it out of the queue in the same transaction. The update is there for its lock.
grant delete, update (priority) on queued_execution to mesh_app;
