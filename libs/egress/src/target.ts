import { MeshError } from '@mesh/contracts/mesh-error';
import { hostIsAmong } from './host-pattern.ts';

const LONGEST_URL = 8_192;

/** Parses the target of a call. Throws `unprocessable` for a malformed URL, `egress-denied` for one that is not allowed. */
export function targetOf(text: string, base: URL | undefined, allowedHosts: readonly string[] | undefined): URL {
  const url = text.length <= LONGEST_URL ? URL.parse(text, base?.href) : null;
  if (!url) throw new MeshError('unprocessable', 'expected an absolute URL of at most 8,192 characters');
  if (/^[^?#]*\\/.test(text)) throw denied('a URL with a backslash leads nowhere'); // parsers disagree on its host
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw denied('only http and https lead out');
  if (url.username !== '' || url.password !== '') throw denied('a URL with a user name or password leads nowhere');
  if (base?.protocol === 'https:' && url.protocol === 'http:')
    throw denied('a redirect from https to http leads nowhere');
  if (allowedHosts && !hostIsAmong(url, allowedHosts)) throw denied('this host is not among the allowed ones');
  url.hash = '';
  return url;
}

function denied(message: string): MeshError {
  return new MeshError('egress-denied', message);
}
