import { randomBytes } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import { migrate } from '@mesh/database/migrate';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrations } from '../src/db/migrations.ts';
import { addRows } from './audit-room.ts';
import { openRoom, type Room } from './room.ts';

const login = `credentials_${randomBytes(4).toString('hex')}`;
const workspaceId = newId('ws');
let room: Room;
let service: pg.Client;

beforeAll(async () => {
  room = await openRoom();
  await addRows(room, workspaceId, 10);
  await room.owner.query(`create role ${login} login password 'service'`);
  await migrate({ url: room.url, logins: [login], folders: [outboxMigrations, migrations], log: silent });
  const url = new URL(room.url);
  [url.username, url.password] = [login, 'service'];
  service = new pg.Client({ connectionString: url.href });
  await service.connect();
});
afterAll(async () => {
  await service.end();
  await room.owner.query(`drop role ${login}`);
  await room[Symbol.asyncDispose]();
});

const attempts = [
  "update audit set outcome = 'allowed'",
  'update audit set seq = seq + 1',
  'delete from audit',
  'truncate audit',
  'alter table audit disable row level security',
  'drop table audit',
  'create policy mine on audit using (true)',
  "insert into audit_head values ('ws_x', 1, '')",
  'delete from audit_head',
  'truncate audit_head',
];

test.each(['mesh_app', 'mesh_system', login])(
  'as %s the service can neither change nor remove an audit row',
  async (role) => {
    for (const statement of attempts) {
      await service.query('begin');
      await service.query(`set local role ${role}`);
      await service.query("select set_config('app.workspace_id', $1, true)", [workspaceId]);
      await expect(service.query(statement), statement).rejects.toThrow(
        /permission denied|must be owner|row-level security/,
      );
      await service.query('rollback');
    }
    const { rows } = await room.owner.query('select count(*)::int as n from audit where workspace_id = $1', [
      workspaceId,
    ]);
    expect(rows[0].n).toBe(10);
  },
);

test('the one function that removes rows leaves those of the last year', async () => {
  const removed = async () => {
    await service.query('begin');
    await service.query("select set_config('role', 'mesh_app', true), set_config('app.workspace_id', $1, true)", [
      workspaceId,
    ]);
    const { rows } = await service.query('select remove_old_audit(1000) as n');
    await service.query('commit');
    return Number(rows[0].n);
  };
  expect(await removed()).toBe(0);
  await room.owner.query("update audit set at = now() - interval '366 days' where workspace_id = $1 and seq <= 3", [
    workspaceId,
  ]);
  expect(await removed()).toBe(3);
});
