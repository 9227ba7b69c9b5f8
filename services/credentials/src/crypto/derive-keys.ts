import { createSecretKey, hash, hkdfSync, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
const ENCRYPTION = Buffer.from('mesh/v1/DERIVEKEY');
const COMMITMENT = Buffer.from('mesh/v1/COMMITKEY');

/** What the keys of a message are derived from, besides the key of the workspace. */
export type Derivation = { readonly prefix: Buffer; readonly salt: Buffer; readonly context: Buffer };
/** The key of one message and the value that commits to it (32 bytes). */
export type MessageKeys = { readonly encryption: KeyObject; readonly commitment: Buffer };

/** HKDF-SHA-512, see docs/security.md. */
export function deriveKeys(key: KeyObject, { prefix, salt, context }: Derivation): MessageKeys {
  const place = Buffer.concat([prefix, hash('sha256', context, 'buffer')]);
  const derive = (label: Buffer) =>
    Buffer.from(hkdfSync('sha512', key, salt, Buffer.concat([label, place]), KEY_BYTES));
  const raw = derive(ENCRYPTION);
  const encryption = createSecretKey(raw); // a cipher takes a key object in half the time of bytes
  raw.fill(0);
  return { encryption, commitment: derive(COMMITMENT) };
}
