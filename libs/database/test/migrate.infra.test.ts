import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../src/migrate.ts';

const first = new URL('./fixtures/migrations/', import.meta.url);
const later = new URL('./fixtures/later/', import.meta.url);

test('a step that waits for whoever reads a table for long holds up nobody else, and is done afterwards', async () => {
  await using fresh = await freshDatabase({ folders: [first] });
  await using opened = new AsyncDisposableStack();
  const connected = async () => {
    const client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
    opened.defer(() => client.end());
    return client;
  };
  const [dump, writer, looker] = [await connected(), await connected(), await connected()];
  await dump.query('begin; select * from note');
  const migrated = migrate({ url: fresh.url, folders: [first, later], log: silent });
  const waiting = async () =>
    (await looker.query(`select from pg_locks where relation = 'note'::regclass and not granted`)).rowCount === 1;
  while (!(await waiting()));
  await writer.query(`insert into note values ('ws_a', 'while it waits')`);
  await dump.query('commit');
  expect(await migrated).toBe('0002-drop.sql');
});
