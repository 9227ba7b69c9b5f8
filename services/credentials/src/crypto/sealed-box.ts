import { type KeyObject, timingSafeEqual } from 'node:crypto';
import { decrypt, encrypt, TAG_BYTES } from './aead.ts';
import { type Derivation, deriveKeys, type MessageKeys } from './derive-keys.ts';
import { randomBytes } from './random-bytes.ts';
import { Unreadable } from './unreadable.ts';

const PREFIX_BYTES = 8;
const SALT_BYTES = 32;
const NONCE_BYTES = 12;
const COMMITMENT_BYTES = 32;

/** Magic, suite 01, flags 00, two zero bytes: a box with other first bytes is refused. */
export function prefixOf(magic: 'MSC1' | 'MWK1' | 'MDK1'): Buffer {
  return Buffer.concat([Buffer.from(magic), Buffer.from([1, 0, 0, 0])]);
}

/** Bytes of a box besides its plaintext, for a selector of this length. */
export function overhead(selectorBytes: number): number {
  return PREFIX_BYTES + selectorBytes + SALT_BYTES + NONCE_BYTES + COMMITMENT_BYTES + TAG_BYTES;
}

/** prefix, selector (which names the key), salt, nonce, commitment, ciphertext, tag. */
export function sealBox(
  key: KeyObject,
  { prefix, selector, context, plaintext }: { prefix: Buffer; selector: Buffer; context: Buffer; plaintext: Buffer },
): Buffer {
  const random = randomBytes(SALT_BYTES + NONCE_BYTES);
  const [salt, nonce] = [random.subarray(0, SALT_BYTES), random.subarray(SALT_BYTES)];
  const { encryption, commitment } = deriveKeys(key, { prefix, salt, context });
  const header = Buffer.concat([prefix, selector, random, commitment]);
  return Buffer.concat([header, encrypt(encryption, nonce, Buffer.concat([header, context]), plaintext)]);
}

/** The plaintext of a box whose length the caller has checked. Throws `Unreadable`. */
export function openBox(
  key: KeyObject,
  { prefix, selectorBytes, context, box }: { prefix: Buffer; selectorBytes: number; context: Buffer; box: Buffer },
  derive: (key: KeyObject, derivation: Derivation) => MessageKeys = deriveKeys,
): Buffer {
  if (!box.subarray(0, PREFIX_BYTES).equals(prefix)) throw new Unreadable();
  const saltAt = PREFIX_BYTES + selectorBytes;
  const nonceAt = saltAt + SALT_BYTES;
  const commitmentAt = nonceAt + NONCE_BYTES;
  const sealedAt = commitmentAt + COMMITMENT_BYTES;
  const { encryption, commitment } = derive(key, { prefix, salt: box.subarray(saltAt, nonceAt), context });
  if (!timingSafeEqual(commitment, box.subarray(commitmentAt, sealedAt))) throw new Unreadable();
  try {
    const additional = Buffer.concat([box.subarray(0, sealedAt), context]);
    return decrypt(encryption, box.subarray(nonceAt, commitmentAt), additional, box.subarray(sealedAt));
  } catch {
    throw new Unreadable();
  }
}
