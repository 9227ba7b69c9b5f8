-- The reconciler looks for those that run, wait or are pending without anybody: it reads one kind, and not all that wait.
drop index execution_idle;
create index execution_idle on execution (status, id) where worker is null and wake_at is null and ended_at is null;
