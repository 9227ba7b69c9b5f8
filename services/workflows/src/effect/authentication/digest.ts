import { createHash, randomBytes } from 'node:crypto';
import { standardFault } from '../../workflow-fault.ts';
import type { UserAndPassword } from './policy.ts';

type Fields = { readonly [Name in 'realm' | 'nonce' | 'opaque' | 'algorithm' | 'qop']?: string };
type RequestLine = { readonly method: string; readonly url: string };
const algorithms = { md5: 'md5', 'sha-256': 'sha256', 'sha-512-256': 'sha512-256' } as const;
const USUAL = 'MD5';

/** Answers a challenge of HTTP Digest (RFC 7616, `qop=auth` or none). Throws if it cannot be answered. */
export function digestAnswer(
  challenge: string,
  { username, password }: UserAndPassword,
  { method, url }: RequestLine,
  cnonce = randomBytes(16).toString('hex'),
): string {
  const known = digestsIn(challenge).filter(({ algorithm }) => hashOf(algorithm) !== undefined);
  const asked = known.find(({ qop }) => qop === undefined || qop.split(/\s*,\s*/).includes('auth'));
  if (!asked)
    refuse(`the server asks for ${known.length > 0 ? 'a digest of the body' : 'no digest that is known here'}`);
  const { realm = '', nonce = '', opaque, algorithm = USUAL, qop } = asked;
  const isSession = /-sess$/i.test(algorithm);
  const hash = String(hashOf(algorithm));

  const digest = (text: string) => createHash(hash).update(text).digest('hex');
  const { pathname, search } = new URL(url);
  const uri = pathname + search;
  const user = digest(`${username}:${realm}:${password}`);
  const who = isSession ? digest(`${user}:${nonce}:${cnonce}`) : user;
  const what = digest(`${method}:${uri}`);
  const count = '00000001';
  const response = digest(qop ? `${who}:${nonce}:${count}:${cnonce}:auth:${what}` : `${who}:${nonce}:${what}`);
  const told = {
    username: quoted(username),
    realm: quoted(realm),
    nonce: quoted(nonce),
    uri: quoted(uri),
    response: quoted(response),
    algorithm,
    ...(opaque !== undefined && { opaque: quoted(opaque) }),
    ...(qop !== undefined && { qop: 'auth', nc: count }),
    ...((qop !== undefined || isSession) && { cnonce: quoted(cnonce) }),
  };
  return `Digest ${Object.entries(told)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`;
}

function hashOf(algorithm: string = USUAL): string | undefined {
  return algorithms[algorithm.toLowerCase().replace(/-sess$/, '') as keyof typeof algorithms];
}

/** Fields of each digest challenge: a server may send several, mixed with other schemes in one header (RFC 9110, 11.6.1). */
function digestsIn(challenges: string): Fields[] {
  const all: { readonly scheme: string; readonly fields: Fields }[] = [];
  const parts = challenges.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))|([\w-]+)/g);
  for (const [, name = '', inQuotes, plain, scheme] of parts) {
    if (scheme !== undefined) all.push({ scheme: scheme.toLowerCase(), fields: {} });
    else if (all.length > 0)
      Object.assign(all.at(-1)?.fields ?? {}, { [name.toLowerCase()]: inQuotes?.replaceAll(/\\(.)/g, '$1') ?? plain });
  }
  return all.filter(({ scheme }) => scheme === 'digest').map(({ fields }) => fields);
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function refuse(message: string): never {
  throw standardFault('authentication', message);
}
