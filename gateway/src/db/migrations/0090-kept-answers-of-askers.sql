-- An answer is kept for who asked. Those that were kept for whole workspaces were sealed under another name, and go.
truncate kept_answer;
alter table kept_answer add column asker_id text not null;
alter table kept_answer drop constraint kept_answer_pkey, add primary key (workspace_id, asker_id, key);
