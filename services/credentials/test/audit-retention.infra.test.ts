import { newId } from '@mesh/contracts/id';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainAfter } from '../src/audit/chain/chain-store.ts';
import { verifyAudit } from '../src/audit/chain/verify-audit.ts';
import { hashOfRow } from '../src/audit/chain/walk-chain.ts';
import { GENESIS } from '../src/audit/entry.ts';
import { removeOldRows } from '../src/audit/keep-retention.ts';
import { addRows } from './audit-room.ts';
import { openRoom, type Room } from './room.ts';

const bare = { params: {}, query: {}, headers: {}, body: {} };
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const verify = (workspaceId: string) => verifyAudit(room.needs)(bare, contextOf(workspaceId));

/** Ten rows of which the first six were written `days` ago: chained anew, since time cannot be made to pass. */
async function grown(days: number): Promise<string> {
  const workspaceId = newId('ws');
  await addRows(room, workspaceId, 10);
  await room.owner.query(`update audit set at = at - $2 * interval '1 day' where workspace_id = $1 and seq <= 6`, [
    workspaceId,
    days,
  ]);
  const { audit } = await room.needs.keys.of(workspaceId);
  let hash = GENESIS.toString('hex');
  for (const row of await room.needs.db.inWorkspace(workspaceId, (trx) => chainAfter(trx, 0, 10))) {
    hash = hashOfRow(audit, hash, Number(row.seq), row);
    await room.owner.query("update audit set hash = decode($3, 'hex') where workspace_id = $1 and seq = $2", [
      workspaceId,
      row.seq,
      hash,
    ]);
  }
  await room.owner.query("update audit_head set hash = decode($2, 'hex') where workspace_id = $1", [workspaceId, hash]);
  return workspaceId;
}

test('old rows go, the chain stays verifiable from a signed anchor, and a row tells of it', async () => {
  const workspaceId = await grown(400);
  await removeOldRows(room.needs, 365);
  expect(await verify(workspaceId)).toEqual({ valid: true, checked: 5 });
  const { rows } = await room.owner.query(
    'select seq::int, action, details from audit where workspace_id = $1 order by seq',
    [workspaceId],
  );
  expect(rows.map(({ seq }) => seq)).toEqual([7, 8, 9, 10, 11]);
  expect(rows.at(-1)).toMatchObject({ action: 'audit.remove-old', details: { upTo: 6, removed: 6 } });
  await removeOldRows(room.needs, 365);
  expect(await verify(workspaceId)).toEqual({ valid: true, checked: 5 });
});

test('rows that are younger than the retention stay', async () => {
  const workspaceId = await grown(400);
  await removeOldRows(room.needs, 500);
  expect(await verify(workspaceId)).toEqual({ valid: true, checked: 10 });
});

test('broken rows are not removed: they are the proof', async () => {
  const workspaceId = await grown(400);
  await room.owner.query("update audit set action = 'x' where workspace_id = $1 and seq = 2", [workspaceId]);
  await removeOldRows(room.needs, 365);
  expect(await verify(workspaceId)).toMatchObject({ valid: false, firstBroken: 2 });
});

test('a removed begin without a signed anchor, or with one of another place, is found', async () => {
  const [workspaceId, other] = [await grown(400), await grown(400)];
  await removeOldRows(room.needs, 365);
  await room.owner.query(
    'update audit_anchor set note = (select note from audit_anchor where workspace_id = $2) where workspace_id = $1',
    [workspaceId, other],
  );
  expect(await verify(workspaceId)).toMatchObject({ valid: false });
  await room.owner.query('delete from audit_anchor where workspace_id = $1', [workspaceId]);
  expect(await verify(workspaceId)).toMatchObject({ valid: false, firstBroken: 1 });
});
