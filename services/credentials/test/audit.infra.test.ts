import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../src/audit/chain/verify-audit.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const bare = { params: {}, query: {}, headers: {}, body: {} };
const verify = (context = contextOf()) => verifyAudit(room.needs)(bare, context);

async function workspaceWithRows() {
  const context = contextOf();
  const { id } = await room.store(context);
  const reveal = () => revealCredential(room.needs)({ ...bare, params: { credentialId: id } }, context);
  for (let i = 0; i < 4; i++) await reveal();
  return { context, reveal };
}

test('an untouched chain is valid, also when many wrote at once', async () => {
  const { context, reveal } = await workspaceWithRows();
  await Promise.all(Array.from({ length: 30 }, reveal));
  expect(await verify(context)).toEqual({ valid: true, checked: 35 });
  expect(await verify()).toEqual({ valid: true, checked: 0 });
});

test.each([
  ['an edit', "update audit set outcome = 'denied' where workspace_id = $1 and seq = 3", 3],
  ['a moved time', "update audit set at = at + interval '1 ms' where workspace_id = $1 and seq = 3", 3],
  ['a deletion', 'delete from audit where workspace_id = $1 and seq = 2', 2],
  ['a cut tail', 'delete from audit where workspace_id = $1 and seq > 3', 4],
  ['a cut beginning', 'delete from audit where workspace_id = $1 and seq = 1', 1],
  [
    'a swapped pair',
    'update audit set seq = case seq when 2 then 103 else 102 end where workspace_id = $1 and seq in (2, 3)',
    2,
  ],
])('%s is found', async (_, statement, firstBroken) => {
  const { context } = await workspaceWithRows();
  await room.owner.query(statement, [context.workspaceId]);
  await room.owner.query('update audit set seq = seq - 100 where workspace_id = $1 and seq > 100', [
    context.workspaceId,
  ]);
  expect(await verify(context)).toMatchObject({ valid: false, firstBroken });
});

test('the service itself may neither change nor remove a row', async () => {
  const { context } = await workspaceWithRows();
  const { db } = room.needs;
  const change = db.inWorkspace(context.workspaceId, (trx) => trx.updateTable('audit').set({ action: 'x' }).execute());
  await expect(change).rejects.toThrow(/permission denied/);
  const remove = db.inWorkspace(context.workspaceId, (trx) => trx.deleteFrom('audit').execute());
  await expect(remove).rejects.toThrow(/permission denied/);
});

test('when the audit row cannot be written, nothing leaves', async () => {
  const { context, reveal } = await workspaceWithRows();
  await room.owner.query('alter table audit add constraint never check (false) not valid');
  try {
    for (let i = 0; i < 20; i++) await expect(reveal()).rejects.toMatchObject({ code: 'audit-unavailable' });
    await expect(room.store(contextOf())).rejects.toMatchObject({ code: 'audit-unavailable' });
  } finally {
    await room.owner.query('alter table audit drop constraint never');
  }
  expect(await verify(context)).toMatchObject({ valid: true });
});

test('when the audit row has to wait over 2 s, nothing leaves', async () => {
  const { context, reveal } = await workspaceWithRows();
  const holder = await room.owner.connect();
  await holder.query('begin');
  await holder.query('select * from audit_head where workspace_id = $1 for update', [context.workspaceId]);
  await expect(reveal()).rejects.toMatchObject({ code: 'audit-unavailable', retryAfterSeconds: 2 });
  await holder.query('rollback');
  holder.release();
});
