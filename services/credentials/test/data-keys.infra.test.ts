import { randomUUID } from 'node:crypto';
import type { CallContext } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeyRing } from '../src/crypto/key-ring.ts';
import type { KeyProvider } from '../src/crypto/provider/key-provider.ts';
import { issueDataKey } from '../src/data-key/issue-data-key.ts';
import { openDataKey } from '../src/data-key/open-data-key.ts';
import { destroyWorkspaceKeys } from '../src/rotation/destroy-workspace-keys.ts';
import { getKeyRotation } from '../src/rotation/get-key-rotation.ts';
import { rotateKeys } from '../src/rotation/rotate-keys.ts';
import type { Rotating } from '../src/rotation/rotating.ts';
import { startKeyRotation } from '../src/rotation/start-key-rotation.ts';
import { openRoom, type Room } from './room.ts';

const bare = { params: {}, query: {}, headers: {}, body: {} };
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const issue = (payloadId: string, context: CallContext, keys = room.needs.keys) =>
  issueDataKey({ keys })({ ...bare, params: { payloadId } }, context);
const open = (payloadId: string, wrapped: string, context: CallContext, keys = room.needs.keys) =>
  openDataKey({ ...room.needs, keys })({ ...bare, params: { payloadId }, body: { wrapped } }, context);

const versionsOf = async ({ workspaceId }: CallContext) => {
  const { rows } = await room.owner.query(
    `select version, state from workspace_key where workspace_id = $1 and purpose = 'payload' order by version`,
    [workspaceId],
  );
  return rows;
};

test('a key opens for its payload and workspace alone, and not when a bit of it has changed', async () => {
  const context = contextOf();
  const payload = randomUUID();
  const { key, wrapped } = await issue(payload, context);
  expect(Buffer.from(key, 'base64')).toHaveLength(32);
  expect(await open(payload, wrapped, context)).toEqual({ key });
  expect((await issue(payload, context)).key).not.toBe(key);

  const refusal = { code: 'integrity-violation' };
  await expect(open(randomUUID(), wrapped, context)).rejects.toMatchObject(refusal);
  const stranger = contextOf(newId('ws'));
  await issue(randomUUID(), stranger);
  await expect(open(payload, wrapped, stranger)).rejects.toMatchObject(refusal);
  for (const at of [0, 10, 20, 60, 100, 135]) {
    const changed = Buffer.from(wrapped, 'base64');
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(open(payload, changed.toString('base64'), context)).rejects.toMatchObject(refusal);
  }
});

test('a workspace without payloads has no key for them, and many that ask at once get one', async () => {
  const context = contextOf();
  await room.store(context);
  expect(await versionsOf(context)).toEqual([]);
  const rings = [room.needs.keys, new KeyRing(room.needs.db, room.needs.provider)];
  const payloads = Array.from({ length: 20 }, () => randomUUID());
  const issued = await Promise.all(payloads.map((payload, at) => issue(payload, context, rings[at % 2])));
  expect(await versionsOf(context)).toEqual([{ version: 1, state: 'active' }]);
  for (const [at, { key, wrapped }] of issued.entries())
    expect(await open(payloads[at] as string, wrapped, context, rings[(at + 1) % 2])).toEqual({ key });
});

test('who reads the keys of a workspace while its first one for payloads is made does not hide that one', async () => {
  const context = contextOf();
  const { workspaceId } = context;
  await room.store(context);
  const { db, provider } = room.needs;
  const keys: KeyRing = new KeyRing(db, {
    ...provider,
    async wrap(place, raw) {
      keys.forget(workspaceId); // as the beginning and the end of a rotation do
      await keys.of(workspaceId);
      return provider.wrap(place, raw);
    },
  });
  const payload = randomUUID();
  const { key, wrapped } = await issue(payload, context, keys);
  expect(await open(payload, wrapped, context)).toEqual({ key });
});

test('rotations leave every payload readable: a new key wraps, and what others have wrapped opens as before', async () => {
  const context = contextOf();
  const behind = new KeyRing(room.needs.db, room.needs.provider);
  const [first, second] = [randomUUID(), randomUUID()];
  const before = await issue(first, context, behind);
  for (const scope of ['workspace', 'root', 'workspace'] as const) {
    const { id: rotationId } = await startKeyRotation(room.needs)({ ...bare, body: { scope } }, context);
    await using _rotating = rotateKeys(room.needs);
    await expect
      .poll(() => getKeyRotation(room.needs)({ ...bare, params: { rotationId } }, context), { timeout: 20_000 })
      .toMatchObject({ status: 'completed' });
  }
  expect(await versionsOf(context)).toEqual([
    { version: 1, state: 'decrypt-only' },
    { version: 2, state: 'decrypt-only' },
    { version: 3, state: 'active' },
  ]);
  const after = await issue(second, context);
  expect(await open(first, before.wrapped, context)).toEqual({ key: before.key });
  expect(await open(second, after.wrapped, context, behind)).toEqual({ key: after.key });
});

test('after the keys of a workspace are destroyed its payloads open for nobody, and it gets no new keys', async () => {
  const context = contextOf();
  const payload = randomUUID();
  const { wrapped } = await issue(payload, context);
  expect(await destroyWorkspaceKeys(room.needs)(bare, context)).toEqual({ destroyed: 2 });
  expect(await versionsOf(context)).toEqual([]);
  await expect(open(payload, wrapped, context)).rejects.toMatchObject({ code: 'integrity-violation' });
  await expect(issue(payload, context)).rejects.toMatchObject({ code: 'not-found' });
});

const rotating = (needs: Rotating, context: CallContext) =>
  startKeyRotation(needs)({ ...bare, body: { scope: 'workspace' } }, context);

test('a rotation that is asked for many times at once under one id begins once, and leaves a key to seal with', async () => {
  const context = { ...contextOf(newId('ws')), newId: newId('rot') };
  await issue(randomUUID(), context);
  const begun = await Promise.all(Array.from({ length: 8 }, () => rotating(room.needs, context)));
  expect(new Set(begun.map(({ id }) => id))).toEqual(new Set([context.newId]));
  expect(await versionsOf(context)).toEqual([
    { version: 1, state: 'decrypt-only' },
    { version: 2, state: 'active' },
  ]);
  await issue(randomUUID(), context);
});

test('a rotation that was planned before another began and ended is refused, and changes no key', async () => {
  const context = contextOf(newId('ws'));
  await issue(randomUUID(), context);
  const [planned, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { provider } = room.needs;
  const slow: KeyProvider = {
    ...provider,
    async wrap(...given) {
      planned.resolve();
      await go.promise;
      return provider.wrap(...given);
    },
  };
  const late = rotating({ ...room.needs, provider: slow }, context);
  await planned.promise;
  const { id } = await rotating(room.needs, context);
  {
    await using _ = rotateKeys(room.needs);
    const read = () => getKeyRotation(room.needs)({ ...bare, params: { rotationId: id } }, context);
    await expect.poll(read, { timeout: 30_000 }).toMatchObject({ status: 'completed' });
  }
  const before = await versionsOf(context);
  go.resolve();
  await expect(late).rejects.toMatchObject({ code: 'conflict' });
  expect(await versionsOf(context)).toEqual(before);
  await Promise.all([issue(randomUUID(), context), room.store(context)]);
});

test('where no key is left to seal with another is made, and what the old ones have sealed opens', async () => {
  const context = contextOf(newId('ws'));
  const payload = randomUUID();
  const { key, wrapped } = await issue(payload, context);
  await room.store(context);
  await room.owner.query(
    `update workspace_key set state = 'decrypt-only' where workspace_id = $1 and purpose <> 'audit'`,
    [context.workspaceId],
  );
  room.needs.keys.forget(context.workspaceId);
  await Promise.all([issue(randomUUID(), context), room.store(context, { name: 'another' })]);
  expect(await versionsOf(context)).toEqual([
    { version: 1, state: 'decrypt-only' },
    { version: 2, state: 'active' },
  ]);
  expect(await open(payload, wrapped, context)).toEqual({ key });
});
