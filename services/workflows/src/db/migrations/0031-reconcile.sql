-- Executions that go on and that nobody works on, nor will at a time: the reconciler looks at them.
create index execution_idle on execution (id) where worker is null and wake_at is null and ended_at is null;
