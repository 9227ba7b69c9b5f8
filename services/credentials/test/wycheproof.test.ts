import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { decrypt, encrypt } from '../src/crypto/aead.ts';
import vectors from './vectors/aes-gcm-256-96-128.json' with { type: 'json' };

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const keyOf = (hex: string) => createSecretKey(bytes(hex));
const someKey = createSecretKey(Buffer.alloc(32, 7));

test('the vectors are the 66 of keys of 256, nonces of 96 and tags of 128 bits', () => {
  expect(vectors.tests).toHaveLength(66);
});

test.each(vectors.tests)('Wycheproof $tcId ($result): $comment', ({ key, iv, aad, msg, ct, tag, result }) => {
  const open = () => decrypt(keyOf(key), bytes(iv), bytes(aad), bytes(ct + tag));
  if (result === 'valid') {
    expect(open().toString('hex')).toBe(msg);
    expect(encrypt(keyOf(key), bytes(iv), bytes(aad), bytes(msg)).toString('hex')).toBe(ct + tag);
  } else expect(open).toThrow();
});

test.each(Array.from({ length: 16 }, (_, length) => length))('a tag of %i bytes is refused', (length) => {
  const nonce = Buffer.alloc(12, 9);
  const sealed = encrypt(someKey, nonce, Buffer.alloc(0), Buffer.from('secret'));
  const cut = sealed.subarray(0, sealed.length - 16 + length);
  expect(() => decrypt(someKey, nonce, Buffer.alloc(0), cut)).toThrow();
});

test.each([0, 1, 8, 11, 13, 16, 32])('a nonce of %i bytes is refused, sealing and opening', (length) => {
  const nonce = Buffer.alloc(length);
  expect(() => encrypt(someKey, nonce, Buffer.alloc(0), Buffer.alloc(1))).toThrow('a nonce has 12 bytes');
  expect(() => decrypt(someKey, nonce, Buffer.alloc(0), Buffer.alloc(17))).toThrow('a nonce has 12 bytes');
});
