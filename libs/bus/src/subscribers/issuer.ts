import { hkdfSync, sign } from 'node:crypto';
import { privateKeyOf, publicBytesOf } from '@mesh/runtime/ed25519';
import { accountKey } from './account-key.ts';

/** Signs, for the broker, what a connection may do. */
export type Issuer = {
  /** As it stands in the broker's configuration. */
  readonly publicKey: string;
  /**
   * A token of NATS (JWT signed by an nkey) with these claims. By hand: `@nats-io/jwt` signs in JavaScript, which stops the
   * event loop for 20 ms, and takes no key that is made of a password.
   */
  sign(claims: Readonly<Record<string, unknown>>): string;
};

/**
 * Derives the issuer's key from a password: the gateway and the broker's configuration both know it, so they need to share
 * nothing else.
 */
export function issuerOf(password: string): Issuer {
  const key = privateKeyOf(new Uint8Array(hkdfSync('sha256', password, '', 'mesh nats subscribers', 32)));
  const publicKey = accountKey(publicBytesOf(key));
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
