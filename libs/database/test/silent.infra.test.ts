import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { openLink } from '@mesh/testing/link';
import { sql } from 'kysely';
import { test } from 'vitest';
import { openDatabase } from '../src/open.ts';

type Schema = { note: { workspaceId: string; body: string } };
const folders = [new URL('./fixtures/migrations/', import.meta.url)];
const GIVEN_UP_MS = 9_000;
const BACK_MS = 3_000;

test.concurrent.for(['there', 'back', 'both'] as const)(
  'behind a cut %s the database is given up in seconds, by who asks and by who listens, and is there at once when it heals',
  async (which, { expect }) => {
    await using fresh = await freshDatabase({ folders });
    await using link = await openLink(() => fresh.url);
    await using db = openDatabase<Schema>({ url: link.through(fresh.url), poolSize: 2, log: silent });
    const look = () => db.asSystem((trx) => trx.selectFrom('note').selectAll().execute());
    const slow = () => db.asSystem((trx) => sql`select pg_sleep(1)`.execute(trx));
    const listen = async () => {
      for await (const _ of db.listen('notes', new AbortController().signal));
    };
    const outcomes = (work: Promise<unknown>[]) => Promise.all(work.map((one) => one.catch((error: unknown) => error)));

    await look();
    const listening = outcomes([listen()]);
    const asked = outcomes([slow(), slow(), slow()]);
    await expect.poll(() => link.tries).toBeGreaterThanOrEqual(3);
    link.cut(which);
    const began = performance.now();
    expect(await asked).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }, { code: 'unavailable' }]);
    expect(await listening).toEqual([expect.any(Error)]);
    expect(performance.now() - began).toBeLessThan(GIVEN_UP_MS);

    link.heal();
    const healed = performance.now();
    await expect.poll(look).toEqual([]);
    expect(performance.now() - healed).toBeLessThan(BACK_MS);
  },
);

test.concurrent('a statement that takes long is waited for', async ({ expect }) => {
  await using fresh = await freshDatabase({ folders });
  await using db = openDatabase<Schema>({ url: fresh.url, log: silent });
  const slow = await db.asSystem((trx) => sql<{ slept: number }>`select 1 as slept from pg_sleep(8)`.execute(trx));
  expect(slow.rows).toEqual([{ slept: 1 }]);
});
