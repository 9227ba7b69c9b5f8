import { migrations as credentials } from '@mesh/credentials/db/migrations';
import { migrations as gateway } from '@mesh/gateway/db/migrations';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { migrations as plugins } from '@mesh/plugins/db/migrations';
import { freshDatabase } from '@mesh/testing/database';
import { freshVectorDatabase } from '@mesh/testing/vector-database';
import { migrations as vectors } from '@mesh/vectors/db/migrations';
import { migrations as workflows } from '@mesh/workflows/db/migrations';
import pg from 'pg';
import { expect, test } from 'vitest';

test.each(Object.entries({ gateway, credentials, workflows, plugins, vectors }))(
  'in %s every table with a workspace is under row-level security, forced, and nobody who works passes by it',
  async (service, folder) => {
    const fresh = service === 'vectors' ? freshVectorDatabase : freshDatabase;
    await using database = await fresh({ folders: [outboxMigrations, folder] });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const { rows: tables } = await client.query<{ name: string; forced: boolean; policies: number }>(`
        select relname as name, relrowsecurity and relforcerowsecurity as forced,
          (select count(*)::int from pg_policy where polrelid = pg_class.oid) as policies
        from pg_class join pg_attribute on attrelid = pg_class.oid
        where attname = 'workspace_id' and not attisdropped and relkind in ('r', 'p') order by 1`);
      expect(tables.length).toBeGreaterThan(3);
      expect(tables.filter(({ forced, policies }) => !forced || policies === 0)).toEqual([]);

      const { rows: passing } = await client.query(`
        select rolname from pg_roles where rolname in ('mesh_app', 'mesh_system') and (rolsuper or rolbypassrls)
        union select relname from pg_class join pg_roles on pg_roles.oid = relowner
        where rolname in ('mesh_app', 'mesh_system')
        union select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
          and not coalesce('security_invoker=true' = any(reloptions), false)`);
      expect(passing).toEqual([]);
    } finally {
      await client.end();
    }
  },
);
