-- Bundles as they came, compressed with Zstandard: they are read when somebody wants their events. `events` is of the version before.
alter table feed_bundle alter column events drop not null;
alter table feed_bundle add column packed bytea;
alter table feed_bundle alter column packed set storage external;
alter table feed_bundle add constraint feed_bundle_one check ((events is null) <> (packed is null)) not valid;
