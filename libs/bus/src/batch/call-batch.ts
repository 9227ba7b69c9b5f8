import type { ErrorShape } from '@mesh/contracts/mesh-error';
import { type Answer, MAX_BYTES, MAX_ITEMS } from '../envelope.ts';

export type Waiting = {
  readonly leftMs: number;
  /** Asking twice does no more than asking once. */
  readonly isRepeatable: boolean;
  /** Not past the broker before that moment of `performance.now()`. */
  askAgainFrom?: number;
  /** Asks it past the broker; nothing where that is not possible. */
  past(): Promise<Answer | undefined>;
  settle(answer: Answer): void;
};
/** Questions of one subject that were asked in one turn of the event loop and ride one message. */
export type CallBatch = {
  /** Tells it from all others of its process. */
  readonly key: string;
  readonly subject: string;
  /** As they are sent; empty once they are. */
  questions: string[];
  /** Those without an answer yet, by their place. */
  readonly waiting: Map<number, Waiting>;
  bytes: number;
  /** Whether somebody wants to know when the process that has taken it dies. */
  isWatched: boolean;
  sentAt?: number;
  timer?: NodeJS.Timeout;
};

export function newBatch(key: string, subject: string): CallBatch {
  return { key, subject, questions: [], waiting: new Map(), bytes: 0, isWatched: false };
}

export function hasRoom({ waiting, bytes }: CallBatch, question: string): boolean {
  return waiting.size < MAX_ITEMS && bytes + question.length <= MAX_BYTES;
}

export function addTo(batch: CallBatch, question: string, waiting: Waiting): void {
  batch.questions.push(question);
  batch.bytes += question.length;
  batch.waiting.set(batch.waiting.size, waiting);
}

/** Asks past the broker what waits. What cannot be asked so is settled with `otherwise`. */
export function askPast({ waiting }: CallBatch, otherwise: ErrorShape): void {
  for (const { past, settle } of waiting.values()) void past().then((answer) => settle(answer ?? { error: otherwise }));
}

export function settleAll({ waiting }: CallBatch, error: ErrorShape): void {
  for (const { settle } of waiting.values()) settle({ error });
}
