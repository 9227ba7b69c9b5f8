import { MeshError } from '@mesh/contracts/mesh-error';

/** What one workspace may ask of one process. */
export type Quota = {
  /** Executions begun in a second, on average; twice as many at once. */
  readonly startsPerSecond: number;
  /** Executions that are queued. */
  readonly queued: number;
};
export const USUAL_QUOTA: Quota = { startsPerSecond: 10_000, queued: 200_000 };

const MOST_KNOWN = 10_000;

/** Counts what each workspace starts. `now` is in ms and only goes forward. */
export class StartRates {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #left = new Map<string, { tokens: number; at: number }>();

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Throws `rate-limited`, with the seconds after which so many fit again. */
  spend(workspaceId: string, count: number): void {
    const now = this.#now();
    const most = 2 * this.#perSecond;
    const { tokens, at } = this.#left.get(workspaceId) ?? { tokens: most, at: now };
    const left = Math.min(most, tokens + ((now - at) / 1_000) * this.#perSecond) - count;
    if (left < 0)
      throw new MeshError('rate-limited', `this workspace starts at most ${this.#perSecond} executions a second`, {
        retryAfterSeconds: Math.ceil(-left / this.#perSecond),
        extra: { quota: 'starts-per-second', limit: this.#perSecond },
      });
    if (this.#left.size >= MOST_KNOWN) this.#left.clear();
    this.#left.set(workspaceId, { tokens: left, at: now });
  }
}
