import { createSecretKey, type KeyObject } from 'node:crypto';
import { type KeyPlace, keyContext } from './context.ts';
import type { RootKey } from './root-keys.ts';
import { openBox, overhead, prefixOf, sealBox } from './sealed-box.ts';
import { Unreadable } from './unreadable.ts';

export const KEY_BYTES = 32;
const SELECTOR_BYTES = 8;
const prefix = prefixOf('MWK1');

/** Wraps the 32 bytes of a workspace's key with the root key: 140 bytes. */
export function wrapKey(root: RootKey, place: KeyPlace, raw: Buffer): Buffer {
  return sealBox(root.key, { prefix, selector: root.id, context: keyContext(place), plaintext: raw });
}

/** Unwraps a key of 140 bytes. Throws `Unreadable`. */
export function unwrapKey(root: RootKey, place: KeyPlace, wrapped: Buffer): KeyObject {
  if (wrapped.length !== overhead(SELECTOR_BYTES) + KEY_BYTES) throw new Unreadable();
  const raw = openBox(root.key, { prefix, selectorBytes: SELECTOR_BYTES, context: keyContext(place), box: wrapped });
  const key = createSecretKey(raw);
  raw.fill(0);
  return key;
}

/** The id (hex) of the root key that wrapped it. */
export function rootKeyIdOf(wrapped: Buffer): string {
  return wrapped.subarray(8, 16).toString('hex');
}
