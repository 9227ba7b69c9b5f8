import { newId } from '@mesh/contracts/id';
import { keepForgetting, onWorkspaceDeleted } from '@mesh/outbox/forget-workspaces';
import { silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetWorkspace } from '../src/heard/forget-workspace.ts';
import { packageOf } from './packages.ts';
import { openRoom, type Room } from './room.ts';

const params = { name: 'shouting' };
const installing = { params, body: { version: '1.0.0' } };
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const forgetting = () => ({ db: room.db, log: silent, forget: forgetWorkspace });
const deleted = (workspaceId: string) => {
  const fact = { id: newId('evt'), type: 't', source: 's', time: '', workspaceId, data: { workspaceId } };
  return room.db.inWorkspace(workspaceId, (trx) => onWorkspaceDeleted(forgetting()).handle(trx, fact));
};

/** Rows that name the workspace, by table. */
async function left(workspaceId: string): Promise<Record<string, number>> {
  const tables = ['plugin', 'plugin_version', 'lockfile', 'lockfile_revision'];
  return room.db.inWorkspace(workspaceId, async (trx) => {
    const counts = tables.map(async (table) => {
      const { rows } = await sql<{ rows: number }>`
        select count(*)::int as rows from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(trx);
      return [table, rows[0]?.rows] as const;
    });
    return Object.fromEntries(await Promise.all(counts)) as Record<string, number>;
  });
}

test('a deleted workspace leaves no private plugin and no lockfile, and takes nothing of others along', async () => {
  const [gone, other] = [newId('ws'), newId('ws')];
  for (const workspaceId of [gone, other]) {
    await room.in(workspaceId).publish(packageOf());
    await room.in(workspaceId).installPlugin(installing);
  }
  await deleted(gone);
  await deleted(gone); // told twice
  expect(await left(gone)).toEqual({ plugin: 0, plugin_version: 0, lockfile: 0, lockfile_revision: 0 });
  expect(await left(other)).toEqual({ plugin: 1, plugin_version: 1, lockfile: 1, lockfile_revision: 1 });
});

test('what comes late for a deleted workspace goes as well, once, with the note of it', async () => {
  const [gone, other] = [newId('ws'), newId('ws')];
  await room.in(other).publish(packageOf({ name: 'popular' }), { visibility: 'public' });
  const popular = { params: { name: 'popular' }, body: { version: '1.0.0' } };
  for (const workspaceId of [gone, other]) await room.in(workspaceId).installPlugin(popular);
  await deleted(gone);
  await room.in(gone).publish(packageOf());
  await room.in(gone).installPlugin(popular);
  await using stack = new AsyncDisposableStack();
  for (let replica = 0; replica < 3; replica++) stack.use(keepForgetting(forgetting(), 0));
  await expect.poll(() => left(gone)).toEqual({ plugin: 0, plugin_version: 0, lockfile: 0, lockfile_revision: 0 });
  expect(await room.in(other).getPlugin({ params: { name: 'popular' } })).toMatchObject({ installations: 1 });
});

test('its public plugins stay for those who have them installed, and it counts as a user no more', async () => {
  const [author, user] = [newId('ws'), newId('ws')];
  await room.in(author).publish(packageOf({ name: 'shared' }), { visibility: 'public' });
  const shared = { params: { name: 'shared' }, body: { version: '1.0.0' } };
  await room.in(author).installPlugin(shared);
  await room.in(user).installPlugin(shared);
  await deleted(author);
  const installed = await room.in(user).listInstallations({});
  expect(installed.items).toMatchObject([{ name: 'shared', version: '1.0.0' }]);
  expect(await room.in(user).getPlugin({ params: { name: 'shared' } })).toMatchObject({ installations: 1 });
});
