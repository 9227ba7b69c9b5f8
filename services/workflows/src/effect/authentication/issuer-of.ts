import { jsonOf } from '@mesh/contracts/json-of';

/** The issuer in a token that is a JWT (RFC 7519). Not verified: that is up to whoever accepts the token. */
export function issuerOf(token: string): string | undefined {
  const [, claims, signature] = token.split('.');
  if (claims === undefined || signature === undefined) return undefined;
  const told = jsonOf(Buffer.from(claims, 'base64url').toString());
  const issuer = typeof told === 'object' && told !== null && 'iss' in told ? told.iss : undefined;
  return typeof issuer === 'string' ? issuer : undefined;
}
