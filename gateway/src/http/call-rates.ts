import { MeshError } from '@mesh/contracts/mesh-error';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';

const MOST_KNOWN = 10_000;

type Options = { readonly now?: () => number; readonly burst?: number };
type Bucket = { readonly tokens: number; readonly at: number };

/** Token buckets by name: a number per second on average, `burst` at once (twice as many by default). `now` is in ms. */
export class CallRates {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  /** Bounded; the bucket that was idle longest is dropped first, so no stranger can evict the buckets of active callers. */
  readonly #buckets: ExpiringCache<Bucket>;

  constructor(perSecond: number, { now = () => performance.now(), burst = 2 * perSecond }: Options = {}) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#buckets = new ExpiringCache(MOST_KNOWN, now);
  }

  /** Throws `rate-limited`. */
  spend(name: string): void {
    const at = this.#now();
    const { tokens, at: before } = this.#buckets.get(name) ?? { tokens: this.#burst, at };
    const left = Math.min(this.#burst, tokens + ((at - before) / 1_000) * this.#perSecond) - 1;
    if (left < 0)
      throw new MeshError('rate-limited', `at most ${this.#perSecond} calls a second are taken here`, {
        retryAfterSeconds: Math.ceil(-left / this.#perSecond),
      });
    // By then it is full again, like an unknown one.
    this.#buckets.set(name, { tokens: left, at }, ((this.#burst - left) / this.#perSecond) * 1_000);
  }
}
