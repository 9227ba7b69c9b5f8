import { MeshError } from '@mesh/contracts/mesh-error';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';

const MOST_KNOWN = 10_000;
/** A bucket that nothing was taken from for so long is full, as one is that nobody knows. */
const FULL_AFTER_MS = 2_000;

type Bucket = { readonly tokens: number; readonly at: number };

/** How often something may be asked for, by name: so many a second on average, twice as many at once. `now` is in ms. */
export class CallRates {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** Whoever has not called for longest is forgotten first, so that no stranger empties the buckets of others. */
  readonly #buckets = new ExpiringCache<Bucket>(MOST_KNOWN);

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Throws `rate-limited`. */
  spend(name: string): void {
    const at = this.#now();
    const most = 2 * this.#perSecond;
    const { tokens, at: before } = this.#buckets.get(name, at) ?? { tokens: most, at };
    const left = Math.min(most, tokens + ((at - before) / 1_000) * this.#perSecond) - 1;
    if (left < 0)
      throw new MeshError('rate-limited', `at most ${this.#perSecond} calls a second are taken here`, {
        retryAfterSeconds: Math.ceil(-left / this.#perSecond),
      });
    this.#buckets.set(name, { tokens: left, at }, at + FULL_AFTER_MS);
  }
}
