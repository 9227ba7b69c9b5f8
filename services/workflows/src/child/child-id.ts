import { createHash } from 'node:crypto';
import { idOfBytes, uuidBytesOf } from '@mesh/contracts/id';

const TIME_BYTES = 6;

/** The id of the execution that an effect runs: the same for the same effect, and as old as its parent's where ids are sorted. */
export function childId(parentId: string, effectKey: string): string {
  const bytes = createHash('sha256').update(effectKey).digest().subarray(0, 16);
  bytes.set(uuidBytesOf(parentId).subarray(0, TIME_BYTES));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return idOfBytes('exe', bytes);
}
