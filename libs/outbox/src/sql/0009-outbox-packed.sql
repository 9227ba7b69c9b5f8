-- A bundle is compressed before it is recorded unless it is short: written out it cost more than all the rest of its way, here, at the broker and behind it.
alter table outbox add column packed bytea;
alter table outbox alter column packed set storage external; -- to compress it once more would be in vain
alter table outbox drop constraint outbox_one_or_bundle;
alter table outbox add constraint outbox_one_or_bundle check (
  case when num_nonnulls(bundle, packed) = 0 then data is not null and bundled is null
    else num_nonnulls(data, bundle, packed) = 1 and bundled > 0 end) not valid;
