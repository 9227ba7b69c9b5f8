import { sql } from 'kysely';
import type pg from 'pg';
import { APP_ROLE, SYSTEM_ROLE } from './roles.ts';

/**
 * Identifies this very table of this very database. A restored dump has other table OIDs, a copied database another OID, a
 * cluster from a base backup another timeline, another server another system identifier.
 */
const identity = `
  (select system_identifier from pg_control_system()) || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || ' '
    || (select oid from pg_database where datname = current_database()) || ' ' || 'database_incarnation'::regclass::oid`;

/**
 * Notices that this database was restored and may have gone back in time, so that no cursor into it counts any more. Its epoch
 * is the time at which that was noticed, 1 before.
 */
export async function noteIncarnation(client: pg.Client): Promise<void> {
  await client.query(`
    create table if not exists database_incarnation (
      sole boolean primary key default true check (sole),
      identity text not null,
      epoch bigint not null default 1
    );
    grant select on database_incarnation to ${APP_ROLE}, ${SYSTEM_ROLE};
    insert into database_incarnation as known (identity) values (${identity})
    on conflict (sole) do update
      set identity = excluded.identity, epoch = greatest(known.epoch + 1, extract(epoch from clock_timestamp())::bigint)
      where known.identity <> excluded.identity`);
}

/** SQL: the epoch of this database, which changes with each restore. */
export const currentEpoch = sql<string>`(select epoch from database_incarnation)`;
