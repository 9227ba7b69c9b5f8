import { setImmediate } from 'node:timers/promises';

/** A filter that takes longer is slow. */
const SLOW_MS = 20;
/** Time of one workspace's slow filters per round. */
const MOST_MS = 1_000;

type Clocks = {
  /** Elapsed time in ms. */
  readonly now: () => number;
  /** CPU time of this thread in ms: a freeze or a busy machine is not the filter's fault. */
  readonly worked: () => number;
};

/**
 * Budgets the time of slow filters in one round of matching, which one process does for all workspaces. Once a workspace has
 * used its time, nothing of its filters matches in that round: it slows itself down and nobody else.
 */
export class SlowFilters {
  readonly #spent = new Map<string, number>();
  readonly #clocks: Clocks;
  #restedAt: number;
  /** CPU time at the last reading; that clock is itself slow to read. */
  #worked: number;

  constructor(clocks: Clocks = { now: () => performance.now(), worked: threadMs }) {
    this.#clocks = clocks;
    this.#restedAt = clocks.now();
    this.#worked = clocks.worked();
  }

  /** Runs `work`, or returns `otherwise` if the workspace has used its time. */
  evaluate<T>(workspaceId: string, otherwise: T, work: () => T): T {
    const spent = this.#spent.get(workspaceId) ?? 0;
    if (spent > MOST_MS) return otherwise;
    const began = this.#clocks.now();
    const result = work();
    if (this.#clocks.now() - began > SLOW_MS) this.#spent.set(workspaceId, spent + this.#slowWork());
    return result;
  }

  /** Whether other work of this process has been blocked for long; `rest` yields to it. */
  get isLate(): boolean {
    return this.#clocks.now() - this.#restedAt > SLOW_MS;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#restedAt = this.#clocks.now();
    this.#worked = this.#clocks.worked();
  }

  /** CPU time since the last reading, without what quick filters may have taken of it. */
  #slowWork(): number {
    const since = this.#worked;
    this.#worked = this.#clocks.worked();
    return Math.max(0, this.#worked - since - SLOW_MS);
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
