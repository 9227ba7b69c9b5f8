import { derivedId } from '../interpreter/derived-id.ts';
import type { Effect } from '../interpreter/frame.ts';

/**
 * The id of the queued task of an effect: stable over crashes, but new when the task is retried, although the effect's key is
 * then the same.
 */
export function taskId(executionId: string, { key, frame }: Pick<Effect, 'key' | 'frame'>): string {
  return derivedId('tsk', `${key}\n${frame}`, executionId);
}
