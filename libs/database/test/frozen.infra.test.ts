import { setTimeout as sleep } from 'node:timers/promises';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '../src/open.ts';

type Schema = { note: { workspaceId: string; body: string } };
const folders = [new URL('./fixtures/migrations/', import.meta.url)];

test('a process that stands still within a transaction loses it, and its locks with it', async () => {
  await using fresh = await freshDatabase({ folders });
  await using db = openDatabase<Schema>({ url: fresh.url, log: silent });
  const limit = () =>
    db.asSystem(async (trx) => (await sql<object>`show idle_in_transaction_session_timeout`.execute(trx)).rows);
  expect(await limit()).toEqual([{ idleInTransactionSessionTimeout: '30s' }]);
  const frozen = db.inWorkspace('ws_a', async (trx) => {
    await sql`set local idle_in_transaction_session_timeout = 100`.execute(trx);
    await trx.insertInto('note').values({ workspaceId: 'ws_a', body: 'half' }).execute();
    await sleep(1_000);
    await trx.selectFrom('note').selectAll().execute();
  });
  await expect(frozen).rejects.toMatchObject({ code: 'unavailable' });
  const notes = () => db.inWorkspace('ws_a', (trx) => trx.selectFrom('note').selectAll().execute());
  expect(await notes()).toEqual([]);
});
