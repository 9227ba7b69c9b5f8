import { setImmediate } from 'node:timers/promises';

/** What takes longer is no filter that anybody needs. */
const SLOW_MS = 20;
/** So much time the slow filters of one workspace have in one round. */
const MOST_MS = 1_000;

type Clocks = {
  /** Time that passes, in ms. */
  readonly now: () => number;
  /** What this thread has worked, in ms: neither a freeze nor a busy machine is the fault of a filter. */
  readonly worked: () => number;
};

/**
 * The time that slow filters take in one round of matching, which is done by one process for all workspaces. Past its time
 * nothing fits any more that a workspace listens for: it holds up itself, and nobody else.
 */
export class SlowFilters {
  readonly #spent = new Map<string, number>();
  readonly #clocks: Clocks;
  #restedAt: number;
  /** What had been worked when it was last looked at: that clock is slow itself. */
  #worked: number;

  constructor(clocks: Clocks = { now: () => performance.now(), worked: threadMs }) {
    this.#clocks = clocks;
    this.#restedAt = clocks.now();
    this.#worked = clocks.worked();
  }

  /** What `work` gives, or `otherwise` where the workspace has taken its time. */
  evaluate<T>(workspaceId: string, otherwise: T, work: () => T): T {
    const spent = this.#spent.get(workspaceId) ?? 0;
    if (spent > MOST_MS) return otherwise;
    const began = this.#clocks.now();
    const result = work();
    if (this.#clocks.now() - began > SLOW_MS) this.#spent.set(workspaceId, spent + this.#slowWork());
    return result;
  }

  /** Whether others of this process have waited for their turn: `rest` gives it to them. */
  get isLate(): boolean {
    return this.#clocks.now() - this.#restedAt > SLOW_MS;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#restedAt = this.#clocks.now();
    this.#worked = this.#clocks.worked();
  }

  /** What has been worked since the last look, but for what quick filters may have had of it. */
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
