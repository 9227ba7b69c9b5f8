import { createHash } from 'node:crypto';
import type { Upload } from '@mesh/contracts/bytes';
import type { FastifyRequest } from 'fastify';
import { bytesOf } from '../body/text-body.ts';

/** What makes two requests the same: method, address with query, body, and, where headers are a part of what is asked, those. */
export function fingerprintOf(
  request: FastifyRequest,
  headerPrefix: string | undefined,
  upload: Upload | undefined,
): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  if (headerPrefix !== undefined) hash.update(`${JSON.stringify(askingHeaders(request, headerPrefix))}\n`);
  return hash.update(upload ? `upload ${upload.sha256}` : bytesOf(request)).digest();
}

/** In an order of their own: that of two requests may differ. */
function askingHeaders({ headers }: FastifyRequest, prefix: string) {
  const asking = Object.entries(headers).filter(([name]) => name === 'content-type' || name.startsWith(prefix));
  return asking.sort(([one], [other]) => (one < other ? -1 : 1));
}
