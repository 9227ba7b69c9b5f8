-- What a person retries is nobody's child any more whose end ends it.
grant delete on child_execution to mesh_app;
