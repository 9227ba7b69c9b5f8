import type { Fields } from '../db/schema.ts';
import { formEncoded } from '../form-encoded.ts';
import { fillTemplate, fillUrl } from '../types/fill-template.ts';
import type { OAuth2 } from '../types/oauth2.ts';
import { jwtAssertion } from './jwt-assertion.ts';

/** The parameters of a token request, besides the client's authentication. */
export type Grant = Readonly<Record<string, string>>;
export type TokenRequest = { url: string; headers: Record<string, string>; body: string };

/** The request for a token (RFC 6749; RFC 7523 for service accounts). Undefined if a field is missing in the data. */
export function tokenRequest(
  spec: OAuth2,
  data: Fields,
  { grant, at }: { grant: Grant; at: Date },
): TokenRequest | undefined {
  const url = fillUrl(spec.tokenUrl, data);
  if (url === undefined) return undefined;
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  if (spec.grant === 'jwt-bearer') {
    const assertion = jwtAssertion(spec, data, { audience: url, at });
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
    return { url, headers, body: String(new URLSearchParams(form)) };
  }
  const [id = '', secret = ''] = [String(data['client_id'] ?? ''), String(data['client_secret'] ?? '')];
  if (spec.clientAuthentication === 'body') {
    const body = String(new URLSearchParams({ ...grant, client_id: id, client_secret: secret }));
    return { url, headers, body };
  }
  // RFC 6749, 2.3.1: id and secret are form-encoded before they are joined.
  const pair = Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64');
  return { url, headers: { ...headers, authorization: `Basic ${pair}` }, body: String(new URLSearchParams(grant)) };
}

/** The grant that needs no person: the refresh token, or the client itself. */
export function renewingGrant(spec: OAuth2, data: Fields, refreshToken: string | undefined): Grant | undefined {
  if (spec.grant === 'authorization-code')
    return refreshToken === undefined ? undefined : { grant_type: 'refresh_token', refresh_token: refreshToken };
  const scope = spec.scope && fillTemplate(spec.scope, data);
  return { grant_type: 'client_credentials', ...(scope ? { scope } : {}) };
}
