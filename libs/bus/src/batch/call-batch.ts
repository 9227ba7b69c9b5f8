import type { ErrorShape } from '@mesh/contracts/mesh-error';
import { type Answer, MAX_BYTES, MAX_ITEMS } from '../envelope.ts';

export type Waiting = {
  readonly leftMs: number;
  /** Asking twice has the same effect as asking once. */
  readonly isRepeatable: boolean;
  /** Not to be asked directly before this moment of `performance.now()`. */
  askAgainFrom?: number;
  /** Asks the service directly; undefined if that is not possible. */
  past(): Promise<Answer | undefined>;
  settle(answer: Answer): void;
};
/** Questions for one subject, asked within one turn of the event loop and sent in one message. */
export type CallBatch = {
  /** Unique in this process. */
  readonly key: string;
  readonly subject: string;
  /** Serialized questions; empty once they are sent. */
  questions: string[];
  /** Questions without an answer yet, by their place. */
  readonly waiting: Map<number, Waiting>;
  bytes: number;
  /** Whether somebody wants to know if the process that took it dies. */
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

/** Asks everything that waits directly. What cannot be asked so is settled with `otherwise`. */
export function askPast({ waiting }: CallBatch, otherwise: ErrorShape): void {
  for (const { past, settle } of waiting.values()) void past().then((answer) => settle(answer ?? { error: otherwise }));
}

export function settleAll({ waiting }: CallBatch, error: ErrorShape): void {
  for (const { settle } of waiting.values()) settle({ error });
}
