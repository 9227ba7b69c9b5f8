import { randomBytes } from 'node:crypto';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDecisions } from '../src/credential/open-decisions.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { checkRootKeys } from '../src/crypto/check-root-keys.ts';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { localKeys } from '../src/crypto/provider/local-keys.ts';
import { parseRootKeys } from '../src/crypto/root-keys.ts';
import { openRoom, type Room, TOKEN } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

test('a start with other root keys than the stored ones is refused, naming the id that is missing', async () => {
  await room.store(contextOf());
  const missing = room.roots.current.id.toString('hex');
  await expect(checkRootKeys(room.needs.db, localKeys(room.roots))).resolves.toBeUndefined();
  const wrong = parseRootKeys(randomBytes(32).toString('base64'));
  await expect(checkRootKeys(room.needs.db, localKeys(wrong))).rejects.toThrow(
    `ENCRYPTION_KEY: the root key with the id ${missing} is missing`,
  );
});

test('another process opens what this one sealed, and with another root key nothing', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const reveal = (keys: KeyRing) =>
    revealCredential({ ...room.needs, keys, decisions: openDecisions({ ...room.needs, keys }) })(
      { params: { credentialId: id }, query: {}, headers: {}, body: {} },
      context,
    );
  expect(await reveal(new KeyRing(room.needs.db, localKeys(room.roots)))).toMatchObject({ data: { token: TOKEN } });
  const wrong = parseRootKeys(randomBytes(32).toString('base64'));
  await expect(reveal(new KeyRing(room.needs.db, localKeys(wrong)))).rejects.toMatchObject({
    code: 'audit-unavailable',
  });
});

test('many who come first to a workspace get the same keys', async () => {
  const { workspaceId } = contextOf();
  const rings = Array.from({ length: 8 }, () => new KeyRing(room.needs.db, localKeys(room.roots)));
  const keys = await Promise.all(rings.map((ring) => ring.of(workspaceId)));
  for (const { current, audit } of keys) {
    expect(current.key.equals(keys[0]?.current.key as typeof current.key)).toBe(true);
    expect(audit.equals(keys[0]?.audit as typeof audit)).toBe(true);
  }
});
