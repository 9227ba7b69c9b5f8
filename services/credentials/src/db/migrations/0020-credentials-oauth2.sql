-- The tokens that the mesh holds for a credential, and the lease of whoever renews them.
create table oauth2_token (
  workspace_id  text not null,
  credential_id text collate "C" primary key,
  version       int  not null,                        -- of the data that the tokens were given for
  envelope      bytea,                                -- MSC1, field oauth2; none while there is no token
  renew_at      timestamptz,                          -- a little before it expires; none when it does not
  lease_epoch   bigint not null default 0,
  leased_until  timestamptz,
  failing_since timestamptz,
  failure       text,
  retry_at      timestamptz,
  key_version   int generated always as (
    case when length(envelope) >= 12 then
      (get_byte(envelope, 8) << 24) | (get_byte(envelope, 9) << 16) | (get_byte(envelope, 10) << 8) | get_byte(envelope, 11)
    end) stored,
  key_purpose   text generated always as ('workspace') stored,
  foreign key (workspace_id, credential_id) references credential (workspace_id, id) on delete cascade,
  constraint oauth2_token_key
    foreign key (workspace_id, key_purpose, key_version) references workspace_key (workspace_id, purpose, version)
);
create index oauth2_token_key on oauth2_token (workspace_id, key_version);
alter table oauth2_token enable row level security;
alter table oauth2_token force row level security;
create policy workspace on oauth2_token to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, update, delete on oauth2_token to mesh_app;

-- An authorization that a person has begun in a browser. The state itself is known to the browser alone.
create table oauth2_state (
  workspace_id  text not null,
  hash          bytea primary key,                    -- SHA-256 of the state
  credential_id text collate "C" not null,
  version       int  not null,
  envelope      bytea not null,                       -- MSC1, field oauth2-verifier: the PKCE verifier
  actor_id      text not null,
  actor_type    text not null,
  redirect_uri  text not null,
  expires_at    timestamptz not null default now() + interval '10 minutes',
  foreign key (workspace_id, credential_id) references credential (workspace_id, id) on delete cascade
);
alter table oauth2_state enable row level security;
alter table oauth2_state force row level security;
create policy workspace on oauth2_state to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, delete on oauth2_state to mesh_app;
