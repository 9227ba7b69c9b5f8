import { createHash } from 'node:crypto';
import type { Upload } from '@mesh/contracts/bytes';
import type { FastifyRequest } from 'fastify';
import { textOf } from '../body/text-body.ts';

/** What makes two requests the same: method, address with query, and body. */
export function fingerprintOf(request: FastifyRequest, upload: Upload | undefined): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  return hash.update(upload ? `upload ${upload.sha256}` : textOf(request)).digest();
}
