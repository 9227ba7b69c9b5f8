import type { Lease, TakenTask } from './lease.ts';

export type Task = Pick<TakenTask, 'id' | 'queue' | 'attempt' | 'key' | 'input' | 'progress' | 'executionId'> & {
  /** Aborts when the task is yours no more: what you do from then on, somebody else does as well. */
  readonly signal: AbortSignal;
  /** Shows how far it is (JSON, at most 16 KiB). Whoever has it after you finds the last of it in `progress`. */
  readonly tell: Lease['tell'];
};

/** What it returns is the output of the task, what it throws fails it. */
export type Work = (task: Task) => unknown;
