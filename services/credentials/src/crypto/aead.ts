import { type CipherGCM, createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/** Without it, tags as short as 4 bytes are accepted. No other file creates a cipher. */
const options = { authTagLength: TAG_BYTES };

/** Returns ciphertext and tag. The key must be used for this message only. */
export function encrypt(key: KeyObject, nonce: Buffer, additional: Buffer, plaintext: Buffer): Buffer {
  checkNonce(nonce);
  const cipher: CipherGCM = createCipheriv(ALGORITHM, key, nonce, options);
  cipher.setAAD(additional);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Verifies the tag and returns the plaintext. Throws if the tag is wrong. */
export function decrypt(key: KeyObject, nonce: Buffer, additional: Buffer, sealed: Buffer): Buffer {
  checkNonce(nonce);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, options);
  decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  decipher.final();
  return plaintext;
}

function checkNonce(nonce: Buffer): void {
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`a nonce has ${NONCE_BYTES} bytes`);
}
