import { dataKeyContext, type PayloadPlace, u32be } from '../crypto/context.ts';
import type { NumberedKey } from '../crypto/envelope.ts';
import { openBox, overhead, prefixOf, sealBox } from '../crypto/sealed-box.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import { KEY_BYTES } from '../crypto/wrapped-key.ts';

const SELECTOR_BYTES = 4;
const SELECTOR_AT = 8;
const prefix = prefixOf('MDK1');

/** Wraps the 32 bytes of a payload's key for that payload only: 136 bytes. */
export function wrapDataKey({ version, key }: NumberedKey, place: PayloadPlace, raw: Buffer): Buffer {
  return sealBox(key, { prefix, selector: u32be(version), context: dataKeyContext(place), plaintext: raw });
}

/** The 32 bytes of a payload's key, if they were wrapped for this payload. Throws `Unreadable`. */
export function unwrapDataKey({ payload }: WorkspaceKeys, place: PayloadPlace, wrapped: Buffer): Buffer {
  if (wrapped.length !== overhead(SELECTOR_BYTES) + KEY_BYTES) throw new Unreadable();
  const key = payload.version(wrapped.readUInt32BE(SELECTOR_AT));
  return openBox(key, { prefix, selectorBytes: SELECTOR_BYTES, context: dataKeyContext(place), box: wrapped });
}
