-- An object that no execution lies in any more is removed.
create index archived_execution_object on archived_execution (object);
