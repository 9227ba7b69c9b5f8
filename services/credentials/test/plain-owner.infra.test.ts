import { randomBytes } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import { migrate } from '@mesh/database/migrate';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../src/db/migrations.ts';

test('an owner without other rights makes the schema, and removes rows older than a year and no others', async () => {
  await using database = await freshDatabase({ folders: [] });
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const owner = `owner_${randomBytes(4).toString('hex')}`;
  const url = new URL(database.url);
  [url.username, url.password] = [owner, 'owner'];
  try {
    await admin.query('drop table schema_step, database_incarnation'); // the owner makes its own
    await admin.query(`create role ${owner} login password 'owner'`);
    await admin.query(`grant mesh_app, mesh_system to ${owner} with admin option`);
    await admin.query(
      `alter database ${url.pathname.slice(1)} owner to ${owner}; alter schema public owner to ${owner}`,
    );
    await migrate({ url: url.href, folders: [outboxMigrations, migrations], log: silent });
    const workspaceId = newId('ws');
    await admin.query(
      `insert into audit select $1, n, 'aud_' || n, now() - (5 - n) * interval '200 days', 'a', 'a', 'a', 'a', 'a', 'allowed', 'r', '{}', ''
         from generate_series(1, 4) as n`,
      [workspaceId],
    );
    const plain = new pg.Client({ connectionString: url.href });
    await plain.connect();
    await plain.query("select set_config('app.workspace_id', $1, false)", [workspaceId]);
    expect((await plain.query('delete from audit where seq = 4')).rowCount).toBe(0);
    await plain.query('begin');
    await plain.query("select set_config('role', 'mesh_app', true), set_config('app.workspace_id', $1, true)", [
      workspaceId,
    ]);
    const { rows } = await plain.query('select remove_old_audit(4)::int as removed');
    await plain.query('commit');
    await plain.end();
    expect(rows).toEqual([{ removed: 3 }]);
    expect((await admin.query('select seq::int from audit')).rows).toEqual([{ seq: 4 }]);
  } finally {
    await admin.query(`reassign owned by ${owner} to current_user; drop owned by ${owner}; drop role ${owner}`);
    await admin.end();
  }
});
