import { createPrivateKey, sign } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Fields } from '../db/schema.ts';
import { fillTemplate } from '../types/fill-template.ts';
import type { OAuth2 } from '../types/oauth2.ts';

const LIFE_SECONDS = 600;

/** A JWT assertion of the client (RFC 7523), signed with RS256. Throws `unprocessable` if the key is not RSA. */
export function jwtAssertion(
  spec: Extract<OAuth2, { grant: 'jwt-bearer' }>,
  data: Fields,
  { audience, at }: { audience: string; at: Date },
): string {
  const now = Math.floor(at.getTime() / 1_000);
  const iss = fillTemplate(spec.issuer, data);
  const claims = { iss, scope: fillTemplate(spec.scope, data), aud: audience, iat: now, exp: now + LIFE_SECONDS };
  const unsigned = [{ alg: 'RS256', typ: 'JWT' }, claims].map(encoded).join('.');
  return `${unsigned}.${signed(unsigned, fillTemplate(spec.privateKey, data) ?? '')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signed(text: string, pem: string): string {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType !== 'rsa') throw new TypeError('not RSA');
    return sign('sha256', Buffer.from(text), key).toString('base64url');
  } catch {
    throw new MeshError('unprocessable', 'the private key of this credential is no RSA key in PEM');
  }
}
