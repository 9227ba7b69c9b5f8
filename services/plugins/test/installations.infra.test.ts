import { newId } from '@mesh/contracts/id';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageOf } from './packages.ts';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const name = 'shouting';
const params = { name };
const installing = (version: string, more = {}) => ({ params, body: { version }, ...more });

async function published() {
  const me = room.in(newId('ws'));
  await me.publish(packageOf());
  await me.publish(packageOf({ version: '1.1.0' }, 'export default () => ({ text: "newer" });'));
  return me;
}

test('a lockfile counts its changes, remembers them, and goes back by going on', async () => {
  const me = await published();
  expect(await me.listInstallations({})).toEqual({ revision: 0, items: [], nextCursor: null });
  const permissions = { network: [], credentials: [], events: [] };
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  expect(await me.installPlugin(installing('1.0.0'))).toEqual({
    revision: 1,
    items: [{ name, version: '1.0.0', digest, permissions }],
    nextCursor: null,
  });
  expect(await me.installPlugin(installing('1.0.0'))).toMatchObject({ revision: 1 }); // asked twice
  expect(await me.installPlugin(installing('1.1.0'))).toMatchObject({ revision: 2, items: [{ version: '1.1.0' }] });
  expect(await me.rollbackInstallations({ body: { revision: 1 } })).toMatchObject({
    revision: 3,
    items: [{ version: '1.0.0' }],
  });
  await me.uninstallPlugin({ params });
  expect(await me.listInstallations({})).toMatchObject({ revision: 4, items: [] });
  await expect(me.uninstallPlugin({ params })).rejects.toMatchObject({ code: 'not-found' });
  await expect(me.rollbackInstallations({ body: { revision: 9 } })).rejects.toMatchObject({ code: 'not-found' });

  const { items, nextCursor } = await me.listInstallationRevisions({ query: { limit: '3' } });
  expect(items.map(({ revision, change }) => [revision, change])).toEqual([
    [4, 'removed'],
    [3, 'rolled-back'],
    [2, 'updated'],
  ]);
  const rest = await me.listInstallationRevisions({ query: { cursor: nextCursor ?? '' } });
  expect(rest).toMatchObject({ items: [{ revision: 1, change: 'installed', actor: 'key_tester' }], nextCursor: null });
});

test('who knows an old revision changes nothing', async () => {
  const me = await published();
  await me.installPlugin(installing('1.0.0', { headers: { 'if-match': '"0"' } }));
  const stale = { 'if-match': '"0"' };
  for (const asking of [
    () => me.installPlugin(installing('1.1.0', { headers: stale })),
    () => me.uninstallPlugin({ params, headers: stale }),
    () => me.rollbackInstallations({ body: { revision: 0 }, headers: stale }),
  ])
    await expect(asking()).rejects.toMatchObject({ code: 'precondition-failed' });
  expect(await me.listInstallations({})).toMatchObject({ revision: 1 });
});

test('changes at once are one after the other, without a gap', async () => {
  const me = await published();
  await Promise.all(Array.from({ length: 8 }, (_, i) => me.installPlugin(installing(i % 2 === 0 ? '1.0.0' : '1.1.0'))));
  const { items } = await me.listInstallationRevisions({});
  expect(items.map(({ revision }) => revision)).toEqual(items.map((_, i) => items.length - i));
});

test('a version that does not exist is not installed', async () => {
  const me = await published();
  await expect(me.installPlugin(installing('9.9.9'))).rejects.toMatchObject({ code: 'not-found' });
});

test('installations are counted once for each workspace', async () => {
  const [author, a, b] = [room.in(newId('ws')), room.in(newId('ws')), room.in(newId('ws'))];
  await author.publish(packageOf({ name: 'counted-kit' }), { visibility: 'public' });
  const kit = { params: { name: 'counted-kit' } };
  const count = async () => (await author.getPlugin(kit)).installations;
  for (const workspace of [a, b, a]) await workspace.installPlugin({ ...kit, body: { version: '1.0.0' } });
  expect(await count()).toBe(2);
  await a.uninstallPlugin(kit);
  expect(await count()).toBe(1);
});

test('a function is run by name, and the version that is asked for must be the installed one', async () => {
  const me = await published();
  await me.installPlugin(installing('1.0.0'));
  expect(await me.listFunctions({ params })).toMatchObject({ version: '1.0.0', items: [{ name: 'shout' }] });
  const shout = { params: { name, function: 'shout' } };
  const input = { text: 'hello' };
  expect(await me.invokeFunction({ ...shout, body: { input, version: '1.0.0' } })).toEqual({
    output: { text: 'HELLO' },
    logs: ['formatting hello'],
    durationMs: expect.any(Number),
  });
  await expect(me.invokeFunction({ ...shout, body: { input, version: '1.1.0' } })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(me.invokeFunction({ ...shout, body: { input: { text: 1 } } })).rejects.toMatchObject({
    code: 'unprocessable',
    errors: [{ pointer: '/body/input/text' }],
  });
  await expect(me.invokeFunction({ params: { name, function: 'none' }, body: { input } })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(me.invokeFunction({ ...shout, body: { input: { text: 'x'.repeat(1_100_000) } } })).rejects.toMatchObject(
    { code: 'payload-too-large' },
  );
  await me.uninstallPlugin({ params });
  await expect(me.invokeFunction({ ...shout, body: { input } })).rejects.toMatchObject({ code: 'not-found' });
});

test('what is installed here is not installed there', async () => {
  const me = await published();
  await me.installPlugin(installing('1.0.0'));
  const other = room.in(newId('ws'));
  await expect(other.listFunctions({ params })).rejects.toMatchObject({ code: 'not-found' });
  await expect(
    other.invokeFunction({ params: { name, function: 'shout' }, body: { input: { text: 'x' } } }),
  ).rejects.toMatchObject({ code: 'not-found' });
  expect(await other.listInstallations({})).toMatchObject({ revision: 0, items: [] });
});

test('every table with a workspace forces row-level security, and a stranger can plant nothing', async () => {
  const mine = newId('ws');
  const { rows } = await room.db.inWorkspace(mine, (trx) =>
    sql<{ name: string; forced: boolean }>`
      select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class
      join pg_attribute on attrelid = pg_class.oid
      where attname = 'workspace_id' and relkind in ('r', 'p') order by 1`.execute(trx),
  );
  expect(rows.map(({ name: table }) => table)).toEqual(
    expect.arrayContaining(['lockfile', 'lockfile_revision', 'outbox', 'plugin', 'plugin_version']),
  );
  expect(rows.filter(({ forced }) => !forced)).toEqual([]);
  const planting = (statement: ReturnType<typeof sql>) => room.db.inWorkspace(mine, (trx) => statement.execute(trx));
  const foreign = newId('ws');
  await expect(planting(sql`insert into lockfile (workspace_id, revision) values (${foreign}, 7)`)).rejects.toThrow(
    /row-level security/,
  );
  await expect(planting(sql`update lockfile_revision set items = '[]'`)).rejects.toThrow(/permission denied/);
  await expect(planting(sql`update plugin_version set digest = 'x'`)).rejects.toThrow(/permission denied/);

  const author = room.in(newId('ws'));
  await author.publish(packageOf({ name: 'public-kit' }), { visibility: 'public' });
  const { numAffectedRows } = await planting(sql`update plugin set description = 'mine now' where name = 'public-kit'`);
  expect(numAffectedRows).toBe(0n);
});
