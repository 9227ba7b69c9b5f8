import type { KeyObject } from 'node:crypto';
import { type Derivation, deriveKeys, type MessageKeys } from './derive-keys.ts';

/** Per workspace key. */
const MOST_KEPT = 256;
const kept = new WeakMap<KeyObject, Map<string, MessageKeys>>();

/** Cached `deriveKeys`, for messages that are decrypted repeatedly. The entries go with the key of their workspace. */
export function keptMessageKeys(key: KeyObject, derivation: Derivation): MessageKeys {
  const { salt, context } = derivation;
  const name = Buffer.concat([salt, context]).toString('latin1');
  const ofKey = kept.get(key) ?? new Map<string, MessageKeys>();
  const found = ofKey.get(name);
  if (found) return found;
  const derived = deriveKeys(key, derivation);
  if (ofKey.size >= MOST_KEPT) ofKey.clear();
  kept.set(key, ofKey.set(name, derived));
  return derived;
}
