-- Which token it is, and how old: one that is refused is replaced, yet not again and again.
alter table oauth2_token add column renewed_at timestamptz;
