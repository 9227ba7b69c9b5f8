-- Of a public key: the origins whose pages may show it. A key of servers has none.
alter table api_key add column allowed_origins text[] not null default '{}';
