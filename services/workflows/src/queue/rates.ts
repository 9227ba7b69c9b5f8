import { MeshError } from '@mesh/contracts/mesh-error';

/** What a rate counts, for messages. */
type Counted = { readonly quota: string; readonly does: string; readonly things: string };
export const STARTS: Counted = { quota: 'starts-per-second', does: 'starts', things: 'executions' };
export const EVENTS: Counted = { quota: 'events-per-second', does: 'sends', things: 'events' };

const MOST_KNOWN = 10_000;

/** Rate limits per workspace. `now` is in ms and monotonic. */
export class Rates {
  readonly #counted: Counted;
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #left = new Map<string, { tokens: number; at: number }>();

  constructor(counted: Counted, perSecond: number, now: () => number = () => performance.now()) {
    this.#counted = counted;
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /**
   * Throws `rate-limited`, with the seconds until `count` fits. A batch above the burst limit passes after a pause, and delays
   * those after it accordingly.
   */
  spend(workspaceId: string, count: number): void {
    const now = this.#now();
    const most = 2 * this.#perSecond;
    const { tokens, at } = this.#left.get(workspaceId) ?? { tokens: most, at: now };
    const fit = Math.min(most, tokens + ((now - at) / 1_000) * this.#perSecond);
    const lacking = Math.min(count, most) - fit;
    const { quota, does, things } = this.#counted;
    if (lacking > 0)
      throw new MeshError('rate-limited', `this workspace ${does} at most ${this.#perSecond} ${things} a second`, {
        retryAfterSeconds: Math.ceil(lacking / this.#perSecond),
        extra: { quota, limit: this.#perSecond },
      });
    if (this.#left.size >= MOST_KNOWN) this.#left.clear();
    this.#left.set(workspaceId, { tokens: fit - count, at: now });
  }
}
