-- A result that is too large for its row lies sealed in the bucket until its execution has taken it in.
alter table outside_task add column output_ref json;
