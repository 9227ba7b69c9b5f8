import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../src/database.ts';
import { migrate } from '../src/migrate.ts';
import { newestFirst } from '../src/newest-first.ts';
import { openDatabase } from '../src/open.ts';
import { preparedAsSystem } from '../src/prepared.ts';

type Schema = { note: { workspaceId: string; body: string } };
const folders = [new URL('./fixtures/migrations/', import.meta.url)];
const opened = new AsyncDisposableStack();
let url: string;
let db: Database<Schema>;

beforeAll(async () => {
  const fresh = opened.use(await freshDatabase({ folders }));
  url = fresh.url;
  db = opened.use(openDatabase<Schema>({ url, log: silent }));
  for (const workspaceId of ['ws_a', 'ws_b']) {
    await db.inWorkspace(workspaceId, (trx) =>
      trx.insertInto('note').values({ workspaceId, body: workspaceId }).execute(),
    );
  }
});
afterAll(() => opened.disposeAsync());

const bodies = (workspaceId: string) =>
  db.inWorkspace(workspaceId, async (trx) =>
    (await trx.selectFrom('note').select('body').execute()).map(({ body }) => body),
  );

test('a workspace sees its own rows alone', async () => {
  expect(await bodies('ws_a')).toEqual(['ws_a']);
  expect(await bodies('ws_c')).toEqual([]);
});

test('a workspace cannot write a row of another', async () => {
  const foreign = db.inWorkspace('ws_a', (trx) =>
    trx.insertInto('note').values({ workspaceId: 'ws_b', body: 'planted' }).execute(),
  );
  await expect(foreign).rejects.toThrow(/row-level security/);
});

test('the system role sees over all workspaces what its policy opens', async () => {
  const all = await db.asSystem((trx) => trx.selectFrom('note').select('body').orderBy('body').execute());
  expect(all.map(({ body }) => body)).toEqual(['ws_a', 'ws_b']);
});

test('a statement outside the helpers sees nothing', async () => {
  await using fresh = openDatabase<Schema>({ url, poolSize: 1, log: silent });
  await expect(fresh.pool.query('select * from note')).rejects.toThrow(/app\.workspace_id/);
});

test('after a transaction its connection has no workspace any more', async () => {
  await using single = openDatabase<Schema>({ url, poolSize: 1, log: silent });
  await single.inWorkspace('ws_a', (trx) => trx.selectFrom('note').selectAll().execute());
  const { rows } = await single.pool.query('select * from note');
  expect(rows).toEqual([]);
});

test('two hundred transactions of two workspaces over few connections never mix', async () => {
  const seen = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      bodies(i % 2 ? 'ws_a' : 'ws_b').then((found) => found.join() === (i % 2 ? 'ws_a' : 'ws_b')),
    ),
  );
  expect(seen.every(Boolean)).toBe(true);
});

test('a notification is heard after its transaction has committed', async () => {
  const stop = new AbortController();
  const heard = db.listen('bell', stop.signal)[Symbol.asyncIterator]();
  const first = heard.next();
  const ring = setInterval(() => void db.asSystem((trx) => sql`select pg_notify('bell', 'ding')`.execute(trx)), 50);
  expect((await first).value).toBe('ding');
  clearInterval(ring);
  stop.abort();
  expect((await heard.next()).done).toBe(true);
});

test('a listener whose connection is cut says so', async () => {
  const administrator = new pg.Pool({ connectionString: url, max: 1 });
  const heard = db.listen('cut', new AbortController().signal)[Symbol.asyncIterator]();
  const next = heard.next();
  const failed = expect(next).rejects.toThrow(/lost the connection/);
  const cut = setInterval(
    () =>
      void administrator.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listen cut'`,
      ),
    50,
  );
  await failed;
  clearInterval(cut);
  await administrator.end();
});

test('a connection that is cut inside a transaction fails that alone, and not the process', async () => {
  const cut = db.inWorkspace('ws_a', async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    const administrator = new pg.Client({ connectionString: url });
    await administrator.connect();
    await administrator.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await administrator.end();
    await new Promise((later) => setTimeout(later, 200)); // nothing is asked of it when it is cut
    return trx.selectFrom('note').selectAll().execute();
  });
  await expect(cut).rejects.toMatchObject({ code: 'unavailable' });
  expect(await bodies('ws_a')).toEqual(['ws_a']);
});

test('a statement for a workspace that takes too long gives its connection back', async () => {
  await using single = openDatabase<Schema>({ url, poolSize: 1, statementMs: 50, log: silent });
  const slow = single.inWorkspace('ws_a', (trx) => sql`select pg_sleep(30)`.execute(trx));
  await expect(slow).rejects.toMatchObject({ code: 'unavailable' });
  await single.asSystem((trx) => sql`select pg_sleep(0.1)`.execute(trx)); // whose work may be long
});

test('statements are logged where that is asked for, without their values', async () => {
  const said: object[] = [];
  const log = { ...silent, info: (fields: object) => void said.push(fields) };
  await using quiet = openDatabase<Schema>({ url, poolSize: 1, log });
  await using talking = openDatabase<Schema>({ url, poolSize: 1, sqlDebug: true, log });
  for (const one of [quiet, talking])
    await one.inWorkspace('ws_a', (trx) => trx.selectFrom('note').select('body').where('body', '=', 'hush').execute());
  const sql = 'select "body" from "note" where "body" = $1';
  expect(said.filter((fields) => JSON.stringify(fields).includes('note'))).toEqual([
    { sql, ms: expect.any(Number), failed: false },
  ]);
  expect(JSON.stringify(said)).not.toContain('hush');
});

test('a server that is away is `unavailable`', async () => {
  await using away = openDatabase<Schema>({ url: 'postgres://nobody@127.0.0.1:1/none', log: silent });
  await expect(away.asSystem((trx) => trx.selectFrom('note').selectAll().execute())).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterSeconds: 2,
  });
});

test('ten replicas that migrate at once do each step once', async () => {
  await using fresh = await freshDatabase({ folders: [] });
  await Promise.all(Array.from({ length: 10 }, () => migrate({ url: fresh.url, folders, log: silent })));
  await using own = openDatabase<Schema>({ url: fresh.url, log: silent });
  expect(await own.asSystem((trx) => trx.selectFrom('note').selectAll().execute())).toEqual([]);
});

test('a program refuses a schema that is newer than itself', async () => {
  await using fresh = await freshDatabase({ folders });
  await expect(migrate({ url: fresh.url, folders: [], log: silent })).rejects.toThrow(/newer than this program/);
});

test('a prepared transaction works as the system, is undone as a whole, and leaves its connection as it was', async () => {
  await using single = openDatabase<Schema>({ url, poolSize: 1, log: silent });
  const insert = {
    name: 'insert-note',
    text: 'insert into note (workspace_id, body) values ($1, $2)',
    values: ['ws_b', 'twice'],
  };
  const failing = preparedAsSystem(single, async (send) => {
    await send(insert);
    await send({ name: 'divide', text: 'select 1 / $1::integer', values: [0] });
  });
  await expect(failing).rejects.toThrow('division by zero');
  const count = { name: 'count-notes', text: 'select count(*)::integer as count from note', values: [] };
  expect(await preparedAsSystem(single, (send) => send<{ count: number }>(count))).toEqual([{ count: 2 }]);
  await expect(single.pool.query('select * from note')).rejects.toThrow(/app\.workspace_id/);
});

test('a statement that was planned while its table was empty finds its rows by their index', async () => {
  await using fresh = await freshDatabase({ folders });
  const administrator = new pg.Client({ connectionString: fresh.url });
  await administrator.connect();
  await administrator.query('analyze note');
  await administrator.end();
  await using single = openDatabase<Schema>({ url: fresh.url, poolSize: 1, log: silent });
  const text = 'select body from note where workspace_id = any($1::text[])';
  const planned = { name: 'notes-of', text, values: [['ws_a']] };
  const plan = { name: 'explain', text: `explain (costs off) execute "notes-of" ('{ws_a}')`, values: [] };
  const [first] = await preparedAsSystem(single, async (send) => {
    await send(planned);
    return send<{ 'QUERY PLAN': string }>(plan);
  });
  expect(first?.['QUERY PLAN']).toMatch(/Index|Bitmap/);
});

test('what works over all workspaces finds its rows by index, in a table of which nothing is known yet as in a large one', async () => {
  const explain = sql<{ queryPlan: string }>`explain (costs off) select body from note where workspace_id = 'ws_a'`;
  const { rows } = await db.asSystem((trx) => explain.execute(trx));
  expect(JSON.stringify(rows)).toMatch(/Index|Bitmap/);
  const theirs = await db.inWorkspace('ws_a', (trx) => sql<{ set: string }>`show enable_seqscan`.execute(trx));
  expect(JSON.stringify(theirs.rows)).toContain('on'); // the connection is as it was
});

test('looks over all workspaces share one connection, which is made anew when it is lost', async () => {
  await using fresh = openDatabase<Schema>({ url, log: silent });
  const look = () =>
    fresh.lookAsSystem<{ pid: number; notes: number }>({
      name: 'look',
      text: 'select pg_backend_pid() as pid, (select count(*)::integer from note) as notes',
      values: [],
    });
  const pids = (await Promise.all([look(), look(), look()])).map(([row]) => row?.pid);
  expect(new Set(pids).size).toBe(1);
  expect((await look())[0]?.notes).toBeGreaterThanOrEqual(2);
  const administrator = new pg.Client({ connectionString: url });
  await administrator.connect();
  await administrator.query('select pg_terminate_backend($1)', [pids[0]]);
  await administrator.end();
  await expect
    .poll(() =>
      look().then(
        ([row]) => row?.pid,
        () => pids[0],
      ),
    )
    .not.toBe(pids[0]);
});

test('a page of rows begins below the place that is told, or at the newest', async () => {
  await db.inWorkspace('ws_page', async (trx) => {
    for (const body of ['a', 'c', 'b', 'd'])
      await trx.insertInto('note').values({ workspaceId: 'ws_page', body }).execute();
    const page = async (before: string | undefined, limit: number) => {
      const rows = await newestFirst(trx.selectFrom('note').selectAll(), 'body', { before, limit }).execute();
      return rows.map(({ body }) => body).join('');
    };
    expect([await page(undefined, 3), await page('c', 3), await page('a', 3)]).toEqual(['dcb', 'ba', '']);
  });
});
