import type { IncomingMessage } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';
import { checkSingleHeaders } from './single-headers.ts';

const MAX_URL = 8_192;

/** Checks that precede all others: before them nothing in the request can be trusted. Throws the refusal. */
export function checkRequest(request: Pick<IncomingMessage, 'rawHeaders' | 'headers' | 'url' | 'httpVersion'>): void {
  const url = request.url ?? '';
  if (url.length > MAX_URL) throw new MeshError('uri-too-long', `an address has at most ${MAX_URL} characters`);
  if (!url.startsWith('/')) throw new MeshError('invalid', 'the address must begin with a slash');
  if (request.headers.host === undefined && request.httpVersion === '1.1')
    throw new MeshError('invalid', 'the header host is missing');
  checkSingleHeaders(request);
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new MeshError('unsupported-media-type', 'send the body without Content-Encoding');
}
