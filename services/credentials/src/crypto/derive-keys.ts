import { createHash, hkdfSync, type KeyObject } from 'node:crypto';

/** The key of one message and the value that commits to it (32 bytes each). HKDF-SHA-512, see the README. */
export function deriveKeys(
  key: KeyObject,
  { prefix, salt, context }: { prefix: Buffer; salt: Buffer; context: Buffer },
): { encryption: Buffer; commitment: Buffer } {
  const place = createHash('sha256').update(context).digest();
  const derive = (label: string) =>
    Buffer.from(hkdfSync('sha512', key, salt, Buffer.concat([Buffer.from(label), prefix, place]), 32));
  return { encryption: derive('mesh/v1/DERIVEKEY'), commitment: derive('mesh/v1/COMMITKEY') };
}
