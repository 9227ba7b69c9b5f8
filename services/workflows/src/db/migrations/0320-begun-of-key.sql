-- Admission counts the executions of a key that have begun, and takes the highest limit of those that are queued. Both read all
-- that wait for their key, for each one that began. Writers alone wait for the first, and nobody where it was made before.
create index if not exists execution_begun on execution (concurrency_key)
  where concurrency_key is not null and ended_at is null and (status <> 'pending' or worker is not null);
create index queued_execution_limit on queued_execution (key, key_limit) where key is not null and is_ready;
drop index execution_key;
