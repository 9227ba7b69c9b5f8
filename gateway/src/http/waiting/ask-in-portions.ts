import { MeshError } from '@mesh/contracts/mesh-error';
import type { Question } from '../question.ts';
import type { LongWait } from './long-waits.ts';

/** Whoever is told to stop waits no longer for what is under way. */
const PORTION_MS = 5_000;
/** By then a portion is answered, or its question or answer is lost. */
const ANSWER_MS = 10_000;

/** Whoever asked. */
export type Asker = {
  /** Not so once the client has gone, or the gateway is told to stop. */
  readonly isWaitedFor: () => boolean;
};
type Asking = Asker & { readonly ask: (question: Question, deadlineMs: number) => Promise<unknown> };

/**
 * Waits in portions. So nothing happens for long in the name of whoever has gone, no process that stops is held up, and what is
 * lost on its way, with the broker or the process that had taken it, costs a portion. At a stop the answer is what there is.
 */
export async function askInPortions(wait: LongWait, question: Question, { ask, isWaitedFor }: Asking) {
  const until = performance.now() + wait.waitMs(question);
  for (;;) {
    const leftMs = Math.max(0, until - performance.now());
    const ms = Math.min(leftMs, PORTION_MS);
    const isEnough = () => leftMs <= PORTION_MS || !isWaitedFor();
    try {
      const answer = await ask(wait.within(question, ms), ms + ANSWER_MS);
      if (wait.isOver(answer) || isEnough()) return answer;
    } catch (error) {
      if (!isLost(error) || isEnough()) throw error;
    }
  }
}

function isLost(error: unknown): boolean {
  return error instanceof MeshError && error.code === 'deadline-exceeded';
}
