import { MeshError } from '@mesh/contracts/mesh-error';
import type { Question } from '../question.ts';
import type { LongWait } from './long-waits.ts';

/** Longest single wait, so that a stopping process is not held up by what is under way. */
const PORTION_MS = 5_000;
/** Deadline of a portion: after that its question or its answer is lost. */
const ANSWER_MS = 10_000;

/** The client that waits. */
export type Asker = {
  /** False once the client has gone or the gateway is stopping. */
  readonly isWaitedFor: () => boolean;
};
type Asking = Asker & { readonly ask: (question: Question, deadlineMs: number) => Promise<unknown> };

/**
 * Splits a long wait into short ones. So nothing is done for long on behalf of a client that has gone, no stopping process is
 * held up, and a message lost with a broker or a process costs one portion. On shutdown the answer is what there is.
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
