import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPglite, startPglite } from '../src/embedded/pglite.ts';
import { temporaryFolder } from '../src/temporary-folder.ts';

const folder = temporaryFolder('pglite-test');
let pglite: EmbeddedPglite;
beforeAll(async () => {
  pglite = await startPglite({ folder: `${folder.path}/data`, logFile: `${folder.path}/log` });
});
afterAll(async () => {
  await pglite[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function client(): Promise<pg.Client & AsyncDisposable> {
  const one = new pg.Client({ connectionString: pglite.url });
  await one.connect();
  return Object.assign(one, { [Symbol.asyncDispose]: () => one.end() });
}

test('it has pgvector', async () => {
  await using one = await client();
  await one.query('create extension if not exists vector');
  const { rows } = await one.query("select '[1,0]'::vector <-> '[0,0]'::vector as distance");
  expect(rows).toEqual([{ distance: 1 }]);
});

test('transactions of two clients do not mix', async () => {
  await using one = await client();
  await using two = await client();
  await one.query('create table tally (n int)');
  await one.query('begin');
  await one.query('insert into tally values (1)');
  const seen = two.query('select * from tally');
  await one.query('rollback');
  expect((await seen).rows).toEqual([]);
});

test('statements with values of many clients at once get their own answers', async () => {
  await using stack = new AsyncDisposableStack();
  const clients = await Promise.all(Array.from({ length: 8 }, client));
  for (const one of clients) stack.use(one);
  const answers = await Promise.all(
    clients.flatMap((one, index) => [0, 1, 2].map((turn) => one.query('select $1::int as n', [index * 10 + turn]))),
  );
  const expected = clients.flatMap((_, index) => [0, 1, 2].map((turn) => index * 10 + turn));
  expect(answers.map(({ rows }) => rows[0].n)).toEqual(expected);
});

test('a role that one client takes on is not the next one’s', async () => {
  await using one = await client();
  await one.query('create role narrow');
  await one.query('set role narrow');
  await using two = await client();
  expect((await two.query('select current_user as me')).rows).toEqual([{ me: 'postgres' }]);
  expect((await one.query('select current_user as me')).rows).toEqual([{ me: 'narrow' }]);
});

test('a client that leaves in a transaction blocks nobody', async () => {
  const one = await client();
  one.on('error', () => {});
  await one.query('begin');
  Reflect.get(one, 'connection').stream.destroy();
  await using two = await client();
  expect((await two.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
});

test('an error in a statement leaves the session usable', async () => {
  await using one = await client();
  await expect(one.query('select $1::int', ['x'])).rejects.toThrow(/invalid input syntax/);
  await expect(one.query('select nonsense')).rejects.toThrow(/nonsense/);
  expect((await one.query('select $1::int as n', [2])).rows).toEqual([{ n: 2 }]);
});

test('what was written is there after a restart', async () => {
  await using one = await client();
  await one.query('create table kept as select 1 as n');
  await one.end();
  await pglite[Symbol.asyncDispose]();
  pglite = await startPglite({ folder: `${folder.path}/data`, logFile: `${folder.path}/log` });
  const again = new pg.Client({ connectionString: pglite.url });
  await again.connect();
  expect((await again.query('select n from kept')).rows).toEqual([{ n: 1 }]);
  await again.end();
});
