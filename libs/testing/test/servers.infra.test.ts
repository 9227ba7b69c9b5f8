import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from '../src/database.ts';
import { freshNats } from '../src/nats.ts';
import { servers } from '../src/servers.ts';

const folders: URL[] = [];

test('two fresh databases of one schema are apart', async () => {
  await using one = await freshDatabase({ folders });
  await using two = await freshDatabase({ folders });
  expect(one.url).not.toBe(two.url);
});

test('a database that somebody still uses is dropped all the same, and told', async () => {
  const fresh = await freshDatabase({ folders, leaveMs: 200 });
  const left = new pg.Client({ connectionString: fresh.url });
  left.on('error', () => {});
  await left.connect();
  await left.query("select 'forgotten'");
  await expect(fresh[Symbol.asyncDispose]()).rejects.toThrow(/forgotten/);
  const { postgres } = await servers();
  await using _ = { [Symbol.asyncDispose]: () => client.end() };
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const name = new URL(fresh.url).pathname.slice(1);
  expect((await client.query('select 1 from pg_database where datname = $1', [name])).rowCount).toBe(0);
});

test('a broker comes back at the same address after a kill', async () => {
  await using nats = await freshNats();
  const { pid } = nats;
  await nats.kill();
  expect(isRunning(pid)).toBe(false);
  nats.wipeStorage();
  await nats.restart();
  expect(nats.pid).not.toBe(pid);
  expect(isRunning(nats.pid)).toBe(true);
});

test('a broker of a test is gone when the test is', async () => {
  const nats = await freshNats();
  await nats[Symbol.asyncDispose]();
  expect(isRunning(nats.pid)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
