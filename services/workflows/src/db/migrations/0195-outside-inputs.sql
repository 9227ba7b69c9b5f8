-- An input that is too large for its row lies sealed in the bucket as well.
alter table outside_task add column input_ref json;
