import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../src/migrate.ts';

const first = new URL('./fixtures/migrations/', import.meta.url);
const later = new URL('./fixtures/later/', import.meta.url);

/** A migration that waits, until `dump` commits, for a table that it reads. */
async function openWaiting() {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await freshDatabase({ folders: [first] }));
  const connected = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    opening.defer(() => client.end());
    return client;
  };
  const [dump, other] = [await connected(), await connected()];
  await dump.query('begin; select * from note');
  const migrated = migrate({ url, folders: [first, later], log: silent });
  const waiting = `select pid from pg_locks where relation = 'note'::regclass and not granted`;
  while ((await other.query(waiting)).rowCount !== 1);
  const opened = opening.move();
  return { dump, other, waiting, migrated, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

test('a step that waits for whoever reads a table for long holds up nobody else, and is done afterwards', async () => {
  await using open = await openWaiting();
  await open.other.query(`insert into note values ('ws_a', 'while it waits')`);
  await open.dump.query('commit');
  expect(await open.migrated).toBe('0002-drop.sql');
});

test('a connection that is lost meanwhile ends no process: what is left to do is done over another', async () => {
  await using open = await openWaiting();
  await open.other.query(`select pg_terminate_backend(pid) from (${open.waiting}) one`);
  await open.dump.query('commit');
  expect(await open.migrated).toBe('0002-drop.sql');
});
