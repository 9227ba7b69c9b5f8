-- Collections and their points. Only a superuser may create the extension; whoever provisions the database does it first.
create extension if not exists vector;

create table collection (
  workspace_id text not null,
  id           text collate "C" primary key,
  name         text not null,
  dimensions   int  not null check (dimensions between 1 and 16000),
  distance     text not null check (distance in ('cosine', 'l2', 'ip')),
  provider     text,
  model        text,
  fingerprint  text,                                  -- null: callers bring their own vectors
  index_kind   text not null check (index_kind in ('auto', 'none')),
  index_state  text not null default 'none' check (index_state in ('none', 'building', 'ready')),
  points       int  not null default 0,
  created_at   timestamptz not null default now(),
  unique (workspace_id, name),
  unique (workspace_id, id)
);
alter table collection enable row level security;
alter table collection force row level security;
create policy workspace on collection to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
create policy system on collection to mesh_system using (true) with check (true);
grant select, insert, delete on collection to mesh_app;
grant update (points) on collection to mesh_app;
grant select on collection to mesh_system;
grant update (index_state) on collection to mesh_system;

create table point (
  workspace_id  text not null,
  collection_id text collate "C" not null,
  id            text collate "C" not null,
  embedding     vector not null,                      -- as many dimensions as its collection has
  text          text,
  text_digest   bytea,                                -- SHA-256, where the collection's model made the embedding of the text
  words         tsvector generated always as (to_tsvector('english', coalesce(text, ''))) stored,
  metadata      jsonb not null default '{}',
  updated_at    timestamptz not null default now(),
  primary key (collection_id, id),
  foreign key (workspace_id, collection_id) references collection (workspace_id, id) on delete cascade
);
create index point_text on point (text_digest) where text_digest is not null;
-- Rows up to a page stay in one piece: an exact search then reads no TOAST table for up to about 1,900 dimensions.
alter table point alter column embedding set storage external;
alter table point set (toast_tuple_target = 8160);

alter table point enable row level security;
alter table point force row level security;
create policy workspace on point to mesh_app
  using (workspace_id = current_setting('app.workspace_id')) with check (workspace_id = current_setting('app.workspace_id'));
grant select, insert, update, delete on point to mesh_app;
