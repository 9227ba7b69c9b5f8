import { createHash } from 'node:crypto';
import { idOfBytes } from '@mesh/contracts/id';

/** The id of an event that a task emits, the same whenever the journal is read: a UUID of version 8 over `key`. */
export function eventId(key: string): string {
  const bytes = createHash('sha256').update(key).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return idOfBytes('evt', bytes);
}
