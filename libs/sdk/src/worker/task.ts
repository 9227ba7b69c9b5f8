import type { Lease, TakenTask } from './lease.ts';

export type Task = Pick<TakenTask, 'id' | 'queue' | 'attempt' | 'key' | 'input' | 'progress' | 'executionId'> & {
  /** Aborts when the lease is lost: from then on another worker may do the same work. */
  readonly signal: AbortSignal;
  /** Reports progress (JSON, at most 16 KiB). If another worker gets the task, it finds the last report in `progress`. */
  readonly tell: Lease['tell'];
};

/** What it returns is the output of the task, what it throws fails it. */
export type Work = (task: Task) => unknown;
