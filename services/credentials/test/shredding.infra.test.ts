import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../src/audit/chain/verify-audit.ts';
import { createCredential } from '../src/credential/create-credential.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { unwrapKey } from '../src/crypto/wrapped-key.ts';
import { destroyWorkspaceKeys, onWorkspaceDeleted } from '../src/rotation/destroy-workspace-keys.ts';
import { forgetChangedKeys } from '../src/rotation/keys-changed.ts';
import { openRoom, type Room } from './room.ts';

const bare = { params: {}, query: {}, headers: {}, body: {} };
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

/** Every value of every table that may hold a sealed one, as a dump would hold them. */
async function dumpOf(workspaceId: string) {
  const keys = await room.owner.query('select purpose, version, wrapped from workspace_key where workspace_id = $1', [
    workspaceId,
  ]);
  const sealed = await room.owner.query('select envelope from credential_version where workspace_id = $1', [
    workspaceId,
  ]);
  return { keys: keys.rows, envelopes: sealed.rows };
}

test('after the keys of a workspace are destroyed, a dump with the root key opens nothing, and no new key is made', async () => {
  const [context, other] = [contextOf(), contextOf()];
  const { id } = await room.store(context);
  const kept = await room.store(other);
  const before = await dumpOf(context.workspaceId);
  expect([before.keys.length, before.envelopes.length]).toEqual([2, 1]);

  expect(await destroyWorkspaceKeys(room.needs)(bare, context)).toEqual({ destroyed: 1 });
  const after = await dumpOf(context.workspaceId);
  expect(after.envelopes).toEqual([]);
  expect(after.keys.map(({ purpose }) => purpose)).toEqual(['audit']);
  const place = { workspaceId: context.workspaceId, purpose: 'workspace', version: 1 } as const;
  expect(() => unwrapKey(room.roots.current, place, after.keys[0].wrapped)).toThrow();

  const reveal = revealCredential(room.needs);
  await expect(reveal({ ...bare, params: { credentialId: id } }, context)).rejects.toMatchObject({ code: 'not-found' });
  await expect(room.store(context, { name: 'late' })).rejects.toMatchObject({ code: 'not-found' });
  expect(await destroyWorkspaceKeys(room.needs)(bare, context)).toEqual({ destroyed: 0 });
  expect(await reveal({ ...bare, params: { credentialId: kept.id } }, other)).toHaveProperty('data');
});

test('the audit outlives the keys and stays whole', async () => {
  const context = contextOf();
  await room.store(context);
  await destroyWorkspaceKeys(room.needs)(bare, context);
  expect(await verifyAudit(room.needs)(bare, context)).toMatchObject({ valid: true, checked: 2 });
});

test('the fact that a workspace was deleted destroys its keys, and other replicas forget theirs', async () => {
  const context = contextOf();
  await room.store(context);
  const { workspaceId } = context;
  const replica = { ...room.needs, keys: new KeyRing(room.needs.db, room.needs.provider) };
  await using _listening = forgetChangedKeys(replica);
  const old = await replica.keys.of(workspaceId);
  const fact = { id: 'evt_1', type: 't', source: 's', time: '', workspaceId, data: { workspaceId } };
  const deleted = () =>
    room.needs.db.inWorkspace(workspaceId, (trx) => onWorkspaceDeleted(room.needs).handle(trx, fact));
  await expect
    .poll(async () => {
      await deleted(); // again, in case the replica did not listen yet
      return (await replica.keys.of(workspaceId)) === old;
    })
    .toBe(false);
  const create = createCredential(replica, replica.catalogue);
  const body = {
    name: 'late',
    type: 'http-bearer',
    data: { token: 'x' },
    environment: 'production',
    tags: [],
    allowedHosts: [],
  };
  await expect(create({ ...bare, body }, context)).rejects.toMatchObject({ code: 'not-found' });
});
