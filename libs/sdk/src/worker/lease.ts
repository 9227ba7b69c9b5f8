import type { AnswerOf } from '@mesh/contracts/operation';
import type { takeTasks } from '@mesh/contracts/queues';
import type { Mesh } from '../mesh.ts';
import { ProblemError } from '../problem-error.ts';
import { isPassing } from './patiently.ts';

export type TakenTask = AnswerOf<typeof takeTasks>['tasks'][number];
export type Queues = Pick<Mesh['workflows'], 'takeTasks' | 'progressTask' | 'completeTask' | 'failTask'>;

/** Heartbeats in the time after which the task goes to another. */
const BEATS = 3;

/** Keeps a task ours by heartbeats. `signal` aborts when it is ours no more: given to another, cancelled, or out of reach. */
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

  /** Tells how far the task is. Throws where it is ours no more, and for what cannot be told. */
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

/** Refusals of what was told, such as of too much at once: the task is ours all the same. */
const ofWords = [400, 413, 422];

/** The mesh has answered, and will not say otherwise: it is over, or somebody else's. */
function isLoss(error: unknown): boolean {
  return error instanceof ProblemError && !isPassing(error) && !ofWords.includes(error.status);
}
