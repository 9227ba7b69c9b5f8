import { type CipherGCM, createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/** Without it, tags as short as 4 bytes are accepted. No other file makes a cipher. */
const options = { authTagLength: TAG_BYTES };

/** Ciphertext and tag. The key belongs to this one message. */
export function encrypt(key: KeyObject, nonce: Buffer, additional: Buffer, plaintext: Buffer): Buffer {
  checkNonce(nonce);
  const cipher: CipherGCM = createCipheriv(ALGORITHM, key, nonce, options);
  cipher.setAAD(additional);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext of ciphertext and tag, once the tag has been checked. Throws otherwise. */
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
