import { createHash } from 'node:crypto';
import { idOfBytes, uuidBytesOf } from '@mesh/contracts/id';
import type { Effect } from '../interpreter/frame.ts';

const TIME_BYTES = 6;

/**
 * The id of the task that an effect puts into a queue: the same after a crash, and another one when the task of the workflow
 * is tried again, though its key is the same then.
 */
export function taskId(executionId: string, { key, frame }: Pick<Effect, 'key' | 'frame'>): string {
  const bytes = createHash('sha256').update(`${key}\n${frame}`).digest().subarray(0, 16);
  bytes.set(uuidBytesOf(executionId).subarray(0, TIME_BYTES));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return idOfBytes('tsk', bytes);
}
