import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { type Verified, VerifiedKeys } from '../src/api-key/verified-keys.ts';

const keyId = newId('key');
const found: Verified = {
  keyId,
  principal: { id: keyId, type: 'api-key', workspaceId: newId('ws'), scopes: ['events:read'] },
  allowedOrigins: [],
  leftMs: Number.POSITIVE_INFINITY,
};

/** Looks that end when they are told to, in the order in which they began. */
const looking = () => {
  const looks: PromiseWithResolvers<Verified>[] = [];
  const look = () => {
    const one = Promise.withResolvers<Verified>();
    looks.push(one);
    return one.promise;
  };
  return { looks, look };
};

test('all who show a key at the same moment are one look, and what it finds is remembered', async () => {
  const verified = new VerifiedKeys();
  const { looks, look } = looking();
  const asked = Array.from({ length: 1_000 }, () => verified.verify('hash', look));
  void verified.verify('another hash', look);
  expect(looks).toHaveLength(2);
  looks[0]?.resolve(found);
  expect(new Set(await Promise.all(asked))).toEqual(new Set([found]));
  expect(await verified.verify('hash', look)).toBe(found);
  expect(looks).toHaveLength(2);
});

test('whoever shows a key after it was forgotten looks anew, and what was found before is not remembered', async () => {
  const verified = new VerifiedKeys();
  const { looks, look } = looking();
  const before = verified.verify('hash', look);
  verified.forget(keyId);
  const after = verified.verify('hash', look);
  expect(looks).toHaveLength(2);
  looks[0]?.resolve(found);
  await before;
  looks[1]?.reject(new Error('revoked'));
  await expect(after).rejects.toThrow('revoked');
  void verified.verify('hash', look);
  expect(looks).toHaveLength(3);
});

test('a look that fails is told to all who asked, and the next one looks again', async () => {
  const verified = new VerifiedKeys();
  const { looks, look } = looking();
  const asked = [verified.verify('hash', look), verified.verify('hash', look)];
  looks[0]?.reject(new Error('away'));
  for (const one of asked) await expect(one).rejects.toThrow('away');
  const again = verified.verify('hash', look);
  looks[1]?.resolve(found);
  expect(await again).toBe(found);
});
