-- The others of an object that an execution is erased out of lie in another one from then on.
grant update (object) on archived_execution to mesh_system;
