import { createHash, randomBytes } from 'node:crypto';
import { standardFault } from '../../workflow-fault.ts';
import type { UserAndPassword } from './policy.ts';

type RequestLine = { readonly method: string; readonly url: string };
const algorithms = { md5: 'md5', 'sha-256': 'sha256', 'sha-512-256': 'sha512-256' } as const;

/** The `Authorization` that answers a challenge of HTTP Digest (RFC 7616, `qop=auth` or none). Throws where it cannot be answered. */
export function digestAnswer(
  challenge: string,
  { username, password }: UserAndPassword,
  { method, url }: RequestLine,
  cnonce = randomBytes(16).toString('hex'),
): string {
  const asked = fieldsOf(challenge);
  const { realm = '', nonce = '', opaque, algorithm = 'MD5', qop } = asked;
  const isSession = /-sess$/i.test(algorithm);
  const hash = algorithms[algorithm.toLowerCase().replace(/-sess$/, '') as keyof typeof algorithms];
  if (!/^digest\s/i.test(challenge) || hash === undefined) refuse('the server asks for no digest that is known here');
  if (qop !== undefined && !qop.split(/\s*,\s*/).includes('auth')) refuse('the server asks for a digest of the body');

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

function fieldsOf(challenge: string): Record<string, string | undefined> {
  const fields = challenge.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return Object.fromEntries(
    Array.from(fields, ([, name = '', inQuotes, plain]) => [
      name.toLowerCase(),
      inQuotes === undefined ? plain : inQuotes.replaceAll(/\\(.)/g, '$1'),
    ]),
  );
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function refuse(message: string): never {
  throw standardFault('authentication', message);
}
