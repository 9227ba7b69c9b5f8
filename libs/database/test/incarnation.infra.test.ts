import { silent } from '@mesh/runtime/log';
import { copiedDatabase, freshDatabase } from '@mesh/testing/database';
import { expect, test } from 'vitest';
import { currentEpoch } from '../src/incarnation.ts';
import { migrate } from '../src/migrate.ts';
import { openDatabase } from '../src/open.ts';

const folders = [new URL('./fixtures/migrations/', import.meta.url)];

/** As whoever works sees it, once a service has started there. */
async function epochOf(url: string): Promise<number> {
  await migrate({ url, folders, log: silent });
  await using db = openDatabase({ url, log: silent });
  const { epoch } = await db.inWorkspace('ws_a', (trx) =>
    trx.selectNoFrom(currentEpoch.as('epoch')).executeTakeFirstOrThrow(),
  );
  return Number(epoch);
}

test('a database has one epoch over all its starts, and another each time that it was restored', async () => {
  await using original = await freshDatabase({ folders });
  const first = await epochOf(original.url);
  expect(await epochOf(original.url)).toBe(first);
  await using restored = await copiedDatabase(original.url);
  const second = await epochOf(restored.url);
  expect(second).toBeGreaterThan(first);
  expect(await epochOf(restored.url)).toBe(second);
  await using again = await copiedDatabase(restored.url);
  expect(await epochOf(again.url)).toBeGreaterThan(second);
});
