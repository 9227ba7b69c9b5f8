-- Every row is written twice. What is dead is collected once it is a twentieth of the table, which is long, and not a fifth.
alter table outbox set (autovacuum_vacuum_scale_factor = 0.05);
