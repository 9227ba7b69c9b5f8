import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
export const TAG_BYTES = 16;
/** Without it, tags as short as 4 bytes are accepted. No other file makes a cipher. */
const options = { authTagLength: TAG_BYTES };

/** Ciphertext and tag. The key is used for this one message and zeroed. */
export function encrypt(key: Buffer, nonce: Buffer, additional: Buffer, plaintext: Buffer): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce, options);
  key.fill(0);
  cipher.setAAD(additional);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext of ciphertext and tag, once the tag has been checked. Throws otherwise. The key is zeroed. */
export function decrypt(key: Buffer, nonce: Buffer, additional: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, nonce, options);
  key.fill(0);
  decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  decipher.final();
  return plaintext;
}
