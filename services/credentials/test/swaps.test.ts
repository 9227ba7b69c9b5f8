import { createSecretKey, randomBytes, randomInt } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import type { SecretPlace } from '../src/crypto/context.ts';
import { keyVersionOf, openEnvelope, sealEnvelope } from '../src/crypto/envelope.ts';
import { randomBytes as drawn } from '../src/crypto/random-bytes.ts';
import { parseRootKeys } from '../src/crypto/root-keys.ts';
import { unwrapKey, wrapKey } from '../src/crypto/wrapped-key.ts';

const ENVELOPES = 1_000;
const PAIRS = 10_000;
const one = <T>(values: readonly T[]): T => values[randomInt(values.length)] as T;
const some = <T>(length: number, make: () => T) => Array.from({ length }, make);

const keys = new Map([1, 2].map((version) => [version, createSecretKey(randomBytes(32))] as const));
const [workspaces, credentials] = [some(3, () => newId('ws')), some(20, () => newId('cred'))];
const somewhere = (): SecretPlace => ({
  workspaceId: one(workspaces),
  credentialId: one(credentials),
  version: randomInt(1, 4),
  field: one(['data', 'oauth2', 'oauth2-verifier']),
  type: one(['github', 'gitlab', 'http-bearer']),
});
const sealed = some(ENVELOPES, () => {
  const place = somewhere();
  const version = randomInt(1, 3);
  const secret = randomBytes(randomInt(0, 300));
  const envelope = sealEnvelope({ version, key: keys.get(version) as never }, place, secret);
  return { place, secret, envelope };
});
const open = (place: SecretPlace, envelope: Buffer) =>
  openEnvelope(keys.get(keyVersionOf(envelope)) as never, place, envelope);

/** How many of these open all the same. */
function opened(attempts: Iterable<() => unknown>): number {
  let count = 0;
  for (const attempt of attempts) {
    try {
      attempt();
      count += 1;
    } catch {}
  }
  return count;
}

test('every envelope opens in its place', () => {
  for (const { place, secret, envelope } of sealed) expect(open(place, envelope).equals(secret)).toBe(true);
});

test('of 10,000 pairs of envelopes in each other’s place none opens', () => {
  const isSame = (a: SecretPlace, b: SecretPlace) => JSON.stringify(a) === JSON.stringify(b);
  const pairs = some(PAIRS, () => [one(sealed), one(sealed)] as const).filter(([a, b]) => !isSame(a.place, b.place));
  expect(pairs.length).toBeGreaterThan(PAIRS * 0.9);
  expect(
    opened(
      pairs.map(
        ([a, b]) =>
          () =>
            open(a.place, b.envelope),
      ),
    ),
  ).toBe(0);
});

test('of 1,000 envelopes with one flipped bit each, at every place of the header and at random behind it, none opens', () => {
  const flipped = sealed.map(({ place, envelope }, at) => {
    const bit = at < 88 * 8 ? at : randomInt(88 * 8, envelope.length * 8);
    const changed = Buffer.from(envelope);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    return () => open(place, changed);
  });
  expect(opened(flipped)).toBe(0);
});

test('of 100 wrapped keys with any one bit flipped none opens', () => {
  const { current: root } = parseRootKeys(randomBytes(32).toString('base64'));
  const attempts = some(100, () => {
    const place = { workspaceId: one(workspaces), purpose: 'workspace', version: randomInt(1, 9) } as const;
    const wrapped = wrapKey(root, place, randomBytes(32));
    return some(20, () => {
      const changed = Buffer.from(wrapped);
      const bit = randomInt(wrapped.length * 8);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      return () => unwrapKey(root, place, changed);
    });
  });
  expect(opened(attempts.flat())).toBe(0);
});

test('an unknown suite, flag or padding is refused', () => {
  const { place, envelope } = sealed[0] as (typeof sealed)[number];
  for (const at of [0, 1, 2, 3, 4, 5, 6, 7]) {
    for (const value of some(20, () => randomInt(256)).filter((byte) => byte !== envelope[at])) {
      const changed = Buffer.from(envelope);
      changed[at] = value;
      expect(opened([() => open(place, changed)])).toBe(0);
    }
  }
});

test('of 200,000 salts with their nonces none comes twice', () => {
  const seen = new Set(some(200_000, () => drawn(44).toString('latin1')));
  expect(seen.size).toBe(200_000);
});
