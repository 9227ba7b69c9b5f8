import { pointerOf } from '@mesh/contracts/json-pointer';
import { MeshError } from '@mesh/contracts/mesh-error';

const framing = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const MOST_BYTES = 32 * 1024;
const name = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
const value = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The headers by lower-case name. Throws `unprocessable` for one that could break the framing or that callers may not set. */
export function requestHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  let bytes = 0;
  const headers: Record<string, string> = Object.create(null);
  for (const [key, text] of Object.entries(given)) {
    const lower = key.toLowerCase();
    if (!name.test(key) || framing.has(lower)) throw refused(key, 'this header cannot be set');
    if (lower in headers) throw refused(key, 'this header is given twice');
    if (!value.test(text)) throw refused(key, 'a header holds no line breaks, controls or characters beyond Latin-1');
    bytes += key.length + text.length;
    headers[lower] = text.trim();
  }
  if (bytes > MOST_BYTES) throw new MeshError('unprocessable', 'the headers are longer than 32 KiB together');
  return { 'accept-encoding': 'gzip, br, deflate', 'user-agent': 'automatos-mesh', ...headers };
}

function refused(key: string, message: string): MeshError {
  const pointer = pointerOf(['headers', key]);
  return new MeshError('unprocessable', 'a header cannot be sent', { errors: [{ pointer, message }] });
}
