import type { AnswerOf } from '@mesh/contracts/operation';
import type { takeTasks } from '@mesh/contracts/queues';
import type { Mesh } from '../mesh.ts';
import { ProblemError } from '../problem-error.ts';
import { isPassing } from './patiently.ts';

export type TakenTask = AnswerOf<typeof takeTasks>['tasks'][number];
export type Queues = Pick<Mesh['workflows'], 'takeTasks' | 'progressTask' | 'completeTask' | 'failTask'>;

/** Heartbeats within the time after which the task goes to another worker. */
const BEATS = 3;

/**
 * Keeps a task's lease by heartbeats. `signal` aborts when it is lost: the task was given to another worker or cancelled, or the
 * mesh is out of reach.
 */
export class Lease implements Disposable {
  readonly #queues: Queues;
  readonly #task: TakenTask;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #until: number;

  constructor(queues: Queues, task: TakenTask) {
    this.#queues = queues;
    this.#task = task;
    this.#until = performance.now() + task.heartbeatMs;
    this.#timer = setInterval(() => void this.#beat(), task.heartbeatMs / BEATS);
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Reports progress. Throws if the lease is lost, and for a value that cannot be reported. */
  async tell(progress?: Parameters<Queues['progressTask']>[0]['body']['progress']): Promise<void> {
    const { id: taskId, queue, attempt, heartbeatMs } = this.#task;
    const sentAt = performance.now();
    try {
      await this.#queues.progressTask({ params: { queue, taskId }, body: { attempt, progress } });
      this.#until = sentAt + heartbeatMs;
    } catch (error) {
      if (isLoss(error)) this.#lost.abort(error);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    try {
      await this.tell();
    } catch (error) {
      if (performance.now() > this.#until) this.#lost.abort(error);
    }
  }
}

/** Refusals of a report, such as of too many at once, after which the lease still holds. */
const ofWords = [400, 413, 422];

/** A definite answer: the task has ended, or belongs to another worker. */
function isLoss(error: unknown): boolean {
  return error instanceof ProblemError && !isPassing(error) && !ofWords.includes(error.status);
}
