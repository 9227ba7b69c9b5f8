import { createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';
import { accountKey } from './account-key.ts';

/** PKCS8 of an Ed25519 key, up to its 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_BYTES = 32;

/** Who says, to the broker, what a connection may do. */
export type Issuer = {
  /** As the broker's configuration names it. */
  readonly publicKey: string;
  /**
   * A token of NATS (JWT signed by an nkey) with these claims. By hand: `@nats-io/jwt` signs in JavaScript, which stops the
   * event loop for 20 ms, and takes no key that is made of a password.
   */
  sign(claims: Readonly<Record<string, unknown>>): string;
};

/**
 * The issuer that a password makes: the gateway and the broker's configuration both know the gateway's password, so that they
 * need share nothing else.
 */
export function issuerOf(password: string): Issuer {
  const seed = Buffer.from(hkdfSync('sha256', password, '', 'mesh nats subscribers', KEY_BYTES));
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
  const publicKey = accountKey(raw);
  return {
    publicKey,
    sign(claims) {
      const parts = [
        { typ: 'JWT', alg: 'ed25519-nkey' },
        { ...claims, iss: publicKey },
      ];
      const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
    },
  };
}
