import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '@mesh/contracts/api-key';

/** What the database stores of a key: HMAC-SHA-256 of its secret under the pepper, bound to its id. */
export function keyHash({ id, secret }: ApiKey, pepper: string): Buffer {
  return createHmac('sha256', pepper).update(`${id}.${secret}`).digest();
}

/** The name under which this process caches a key. It reveals no key, and costs far less than the stored hash. */
export function nameInMemory({ id, secret }: ApiKey): string {
  return hash('sha256', `${id}.${secret}`, 'base64');
}

/** Takes as long for a wrong hash as for the right one. */
export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
