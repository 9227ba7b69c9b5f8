import { hash } from 'node:crypto';
import { idOfBytes, type Prefix, uuidBytesOf } from '@mesh/contracts/id';

const TIME_BYTES = 6;

/**
 * A deterministic id: a `derivedUuid` with a prefix. Whoever takes an execution over so asks for the same child, event or task
 * again. The id carries no time of its own: lists sort by when rows were created.
 */
export function derivedId(prefix: Prefix, key: string, since?: string): string {
  return idOfBytes(prefix, derivedUuid(key, since));
}

/** The bytes of a version 8 UUID (RFC 9562) over `key`, which sorts like the id `since` if that is given. */
export function derivedUuid(key: string, since?: string): Buffer {
  const bytes = hash('sha256', key, 'buffer').subarray(0, 16);
  if (since !== undefined) bytes.set(uuidBytesOf(since).subarray(0, TIME_BYTES));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}
