-- Who waits for an approval, of all that wait: below a policy no index finds it by an expression such as that of `listener_type`.
create index listener_approval on listener (workspace_id, owner) where type = 'io.automatos.approval.decided.v1';
