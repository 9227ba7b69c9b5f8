-- A deleted workspace keeps its row, without its name: nothing makes it again.
alter table workspace add column deleted_at timestamptz;
grant update (deleted_at) on workspace to mesh_app;

-- The mesh's own first key has every scope, those of later versions too.
grant update (scopes) on api_key to mesh_app;
