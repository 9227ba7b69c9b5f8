import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A key in the form that the gateway accepts: `amk_<id>_<secret>_<crc32>`, the sum over all before it. */
export function newApiKey(): string {
  const body = `amk_${randomBytes(8).toString('hex')}_${randomBytes(32).toString('hex')}`;
  return `${body}_${crc32(body).toString(16).padStart(8, '0')}`;
}
