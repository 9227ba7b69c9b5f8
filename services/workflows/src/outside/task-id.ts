import { derivedId } from '../interpreter/derived-id.ts';
import type { Effect } from '../interpreter/frame.ts';

/**
 * The id of the task that an effect puts into a queue: the same after a crash, and another one when the task of the workflow
 * is tried again, though its key is the same then.
 */
export function taskId(executionId: string, { key, frame }: Pick<Effect, 'key' | 'frame'>): string {
  return derivedId('tsk', `${key}\n${frame}`, executionId);
}
