-- An authorization under way moves with the keys of its workspace, as tokens and credentials do.
alter table oauth2_state
  add column key_version int generated always as (
    case when length(envelope) >= 12 then
      (get_byte(envelope, 8) << 24) | (get_byte(envelope, 9) << 16) | (get_byte(envelope, 10) << 8) | get_byte(envelope, 11)
    end) stored,
  add column key_purpose text generated always as ('workspace') stored;
create index oauth2_state_key on oauth2_state (workspace_id, key_version);
alter table oauth2_state add constraint oauth2_state_key
  foreign key (workspace_id, key_purpose, key_version) references workspace_key (workspace_id, purpose, version) not valid;
grant update (envelope) on oauth2_state to mesh_app;
