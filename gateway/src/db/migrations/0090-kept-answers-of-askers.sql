-- An answer is kept for who asked. Those that were kept for whole workspaces were sealed under another name, and go. What they
-- made stays: each key of the workspace that asks the same again makes the same, which is there already.
alter table kept_answer no force row level security;
alter table api_key no force row level security;
alter table kept_answer add column asker_id text, drop constraint kept_answer_pkey;
insert into kept_answer (workspace_id, key, fingerprint, new_id, asked_at, held_until, asker_id)
  select k.workspace_id, k.key, k.fingerprint, k.new_id, k.asked_at, '-infinity', a.id
  from kept_answer k join api_key a on a.workspace_id = k.workspace_id and a.revoked_at is null
  where k.new_id is not null and k.asked_at > now() - interval '24 hours';
delete from kept_answer where asker_id is null;
alter table kept_answer alter column asker_id set not null, add primary key (workspace_id, asker_id, key);
alter table kept_answer force row level security;
alter table api_key force row level security;
