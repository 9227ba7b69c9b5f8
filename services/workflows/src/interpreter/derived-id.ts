import { hash } from 'node:crypto';
import { idOfBytes, type Prefix, uuidBytesOf } from '@mesh/contracts/id';

const TIME_BYTES = 6;

/**
 * An id that follows from what it is for, the same whenever the journal is read: a `derivedUuid` with a prefix. So whoever takes an
 * execution over asks for the same child, event or task again. Its own time is not in it: lists go by when rows were made.
 */
export function derivedId(prefix: Prefix, key: string, since?: string): string {
  return idOfBytes(prefix, derivedUuid(key, since));
}

/** The bytes of a UUID of version 8 (RFC 9562) over `key`, as old where ids are sorted as the id `since`, if there is one. */
export function derivedUuid(key: string, since?: string): Buffer {
  const bytes = hash('sha256', key, 'buffer').subarray(0, 16);
  if (since !== undefined) bytes.set(uuidBytesOf(since).subarray(0, TIME_BYTES));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}
