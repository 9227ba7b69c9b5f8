import { createSecretKey, randomBytes } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { openEnvelope, sealEnvelope } from '../src/crypto/envelope.ts';
import { parseRootKeys } from '../src/crypto/root-keys.ts';
import { unwrapKey, wrapKey } from '../src/crypto/wrapped-key.ts';

const key = createSecretKey(randomBytes(32));
const place = { workspaceId: newId('ws'), credentialId: newId('cred'), version: 1, field: 'data', type: 'github' };
const sealed = (length = 40) => sealEnvelope({ version: 1, key }, place, Buffer.alloc(length, 'x'));
const { current: root } = parseRootKeys(randomBytes(32).toString('base64'));
const keyPlace = { workspaceId: place.workspaceId, purpose: 'workspace', version: 1 } as const;

function flips(bytes: Buffer, opens: (changed: Buffer) => unknown): number {
  let accepted = 0;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    try {
      opens(changed);
      accepted += 1;
    } catch (error) {
      expect((error as Error).message).toBe('the sealed value cannot be opened');
    }
  }
  return accepted;
}

test('no envelope opens after any one bit of it has changed, unless the bit names another key', () => {
  // The key's number stands in bytes 8 to 12: who opens with the right key still finds the header changed.
  expect(flips(sealed(), (changed) => openEnvelope(key, place, changed))).toBe(0);
});

test('an envelope that was opened before is checked as strictly as one that was not', () => {
  const envelope = sealed();
  openEnvelope(key, place, envelope);
  expect(flips(envelope, (changed) => openEnvelope(key, place, changed))).toBe(0);
  expect(() => openEnvelope(key, { ...place, version: 2 }, envelope)).toThrow();
  expect(() => openEnvelope(createSecretKey(randomBytes(32)), place, envelope)).toThrow();
  expect(openEnvelope(key, place, envelope)).toHaveLength(40);
});

test('of more messages than keys are kept for, each opens, in whatever order', () => {
  const envelopes = Array.from({ length: 600 }, (_, length) => sealed(length));
  for (const turn of [1, 7, 599])
    for (let i = 0; i < envelopes.length; i++) {
      const length = (i * turn) % envelopes.length;
      expect(openEnvelope(key, place, envelopes[length] as Buffer)).toHaveLength(length);
    }
});

test('no wrapped key opens after any one bit of it has changed', () => {
  expect(flips(wrapKey(root, keyPlace, randomBytes(32)), (changed) => unwrapKey(root, keyPlace, changed))).toBe(0);
});

test('an envelope opens in its own place alone', () => {
  const envelope = sealed();
  const others = [
    { workspaceId: newId('ws') },
    { credentialId: newId('cred') },
    { version: 2 },
    { field: 'other' },
    { type: 'gitlab' },
    { field: 'datag', type: 'ithub' },
  ];
  for (const other of others) expect(() => openEnvelope(key, { ...place, ...other }, envelope)).toThrow();
  expect(openEnvelope(key, place, envelope)).toHaveLength(40);
});

test('a wrapped key opens for its own workspace, purpose and version alone', () => {
  const wrapped = wrapKey(root, keyPlace, randomBytes(32));
  for (const other of [{ workspaceId: newId('ws') }, { purpose: 'audit' as const }, { version: 2 }]) {
    expect(() => unwrapKey(root, { ...keyPlace, ...other }, wrapped)).toThrow();
  }
});

test('every truncation and extension is refused', () => {
  const envelope = sealed();
  for (let length = 0; length < envelope.length; length++) {
    expect(() => openEnvelope(key, place, envelope.subarray(0, length))).toThrow();
  }
  for (const more of [1, 16, 256]) {
    expect(() => openEnvelope(key, place, Buffer.concat([envelope, Buffer.alloc(more)]))).toThrow();
  }
});

test.each([0, 1, 251, 252, 253, 508, 65_536])(
  'a secret of %i bytes comes back, and its length is hidden in blocks',
  (length) => {
    const envelope = sealed(length);
    expect((envelope.length - 104) % 256).toBe(0);
    expect(openEnvelope(key, place, envelope)).toHaveLength(length);
  },
);

test('the same secret is never sealed twice alike', () => {
  const starts = new Set(Array.from({ length: 2_000 }, () => sealed().subarray(12, 56).toString('hex')));
  expect(starts.size).toBe(2_000);
});

test.each([undefined, '', 'short', 'AAAA', `${'A'.repeat(43)}=,nonsense`, 'A'.repeat(64)])(
  'the root key %j refuses to start',
  (text) => {
    expect(() => parseRootKeys(text)).toThrow(/^ENCRYPTION_KEY: /);
  },
);

test('of several root keys the first wraps and all unwrap', () => {
  const [one, other] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64url')];
  const roots = parseRootKeys(`${one}, ${other}`);
  expect(roots.current.id).toEqual(parseRootKeys(one).current.id);
  expect(roots.all.size).toBe(2);
});
