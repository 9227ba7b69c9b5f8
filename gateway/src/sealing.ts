import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const options = { authTagLength: TAG_BYTES };

/**
 * Encrypts what the database alone must not reveal: stored answers, which may hold a new key, and the secrets of hooks and
 * webhooks.
 */
export type Sealing = {
  /** Returns nonce (12 bytes), ciphertext and tag (16 bytes); bound to `name`. */
  seal(name: string, bytes: Buffer): Buffer;
  /** Throws if it was changed, moved, or sealed under another pepper. */
  open(name: string, sealed: Buffer): Buffer;
};

export function sealingUnder(pepper: string): Sealing {
  const key = Buffer.from(hkdfSync('sha256', pepper, '', 'mesh gateway kept answers', 32));
  return {
    seal(name, bytes) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce, options).setAAD(Buffer.from(name));
      return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    open(name, sealed) {
      const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), options);
      decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
}
