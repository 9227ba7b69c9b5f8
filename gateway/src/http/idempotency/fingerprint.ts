import { createHash } from 'node:crypto';
import type { Upload } from '@mesh/contracts/bytes';
import type { FastifyRequest } from 'fastify';
import { bytesOf } from '../body/text-body.ts';

/**
 * Digest by which two requests are the same: method, address with query, body, and those headers that are part of the question.
 */
export function fingerprintOf(
  request: FastifyRequest,
  headerPrefix: string | undefined,
  upload: Upload | undefined,
): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  if (headerPrefix !== undefined) hash.update(`${JSON.stringify(askingHeaders(request, headerPrefix))}\n`);
  return hash.update(upload ? `upload ${upload.sha256}` : bytesOf(request)).digest();
}

/** Sorted, since two requests may send them in different orders. */
function askingHeaders({ headers }: FastifyRequest, prefix: string) {
  const asking = Object.entries(headers).filter(([name]) => name === 'content-type' || name.startsWith(prefix));
  return asking.sort(([one], [other]) => (one < other ? -1 : 1));
}
