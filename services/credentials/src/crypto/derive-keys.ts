import { hash, hkdfSync, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
const ENCRYPTION = Buffer.from('mesh/v1/DERIVEKEY');
const COMMITMENT = Buffer.from('mesh/v1/COMMITKEY');

/** The key of one message and the value that commits to it (32 bytes each). HKDF-SHA-512, see the README. */
export function deriveKeys(
  key: KeyObject,
  { prefix, salt, context }: { prefix: Buffer; salt: Buffer; context: Buffer },
): { encryption: Buffer; commitment: Buffer } {
  const place = Buffer.concat([prefix, hash('sha256', context, 'buffer')]);
  const derive = (label: Buffer) =>
    Buffer.from(hkdfSync('sha512', key, salt, Buffer.concat([label, place]), KEY_BYTES));
  return { encryption: derive(ENCRYPTION), commitment: derive(COMMITMENT) };
}
