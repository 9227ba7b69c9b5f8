import { type CipherGCM, createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/** Without it, tags as short as 4 bytes are accepted. No other file makes a cipher. */
const options = { authTagLength: TAG_BYTES };

/** Ciphertext and tag. The key is used for this one message and zeroed. */
export function encrypt(raw: Buffer, nonce: Buffer, additional: Buffer, plaintext: Buffer): Buffer {
  const key = onceKey(raw, nonce);
  const cipher: CipherGCM = createCipheriv(ALGORITHM, key, nonce, options);
  cipher.setAAD(additional);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext of ciphertext and tag, once the tag has been checked. Throws otherwise. The key is zeroed. */
export function decrypt(raw: Buffer, nonce: Buffer, additional: Buffer, sealed: Buffer): Buffer {
  const key = onceKey(raw, nonce);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, options);
  decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  decipher.final();
  return plaintext;
}

/** A cipher takes a key object in half the time that it takes bytes. */
function onceKey(raw: Buffer, nonce: Buffer): KeyObject {
  const key = createSecretKey(raw);
  raw.fill(0);
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`a nonce has ${NONCE_BYTES} bytes`);
  return key;
}
