-- Secrets that others have taken the place of and that are good for a while yet, the newest first: `{sealed, goodUntil}` each.
alter table hook add column former_secrets jsonb not null default '[]';
alter table webhook_endpoint add column former_secrets jsonb not null default '[]';
