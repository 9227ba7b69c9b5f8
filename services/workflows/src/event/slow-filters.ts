import { setImmediate } from 'node:timers/promises';

/** What takes longer is no filter that anybody needs. */
const SLOW_MS = 20;
/** So much time the slow filters of one workspace have in one round. */
const MOST_MS = 1_000;

/**
 * The time that slow filters take in one round of matching, which is done by one process for all workspaces. Past its time
 * nothing fits any more that a workspace listens for: it holds up itself, and nobody else.
 */
export class SlowFilters {
  readonly #spent = new Map<string, number>();
  readonly #now: () => number;
  #restedAt: number;

  /** `now` is in ms and only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#restedAt = now();
  }

  /** What `work` gives, or `otherwise` where the workspace has taken its time. */
  evaluate<T>(workspaceId: string, otherwise: T, work: () => T): T {
    const spent = this.#spent.get(workspaceId) ?? 0;
    if (spent > MOST_MS) return otherwise;
    const began = this.#now();
    const result = work();
    const took = this.#now() - began;
    if (took > SLOW_MS) this.#spent.set(workspaceId, spent + took);
    return result;
  }

  /** Whether others of this process have waited for their turn: `rest` gives it to them. */
  get isLate(): boolean {
    return this.#now() - this.#restedAt > SLOW_MS;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#restedAt = this.#now();
  }
}
