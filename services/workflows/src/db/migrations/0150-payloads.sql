-- What is too large for a row lies sealed in the bucket; these say where. `end_ref` is that of the output or the error.
-- They are columns of their own, so that nothing that a user sends can be taken for one.
alter table execution add column input_ref json, add column end_ref json;
