import { MeshError } from '@mesh/contracts/mesh-error';

const MOST_KNOWN = 10_000;

type Bucket = { readonly tokens: number; readonly at: number };

/** How often something may be asked for, by name: so many a second on average, twice as many at once. `now` is in ms. */
export class CallRates {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Throws `rate-limited`. */
  spend(name: string): void {
    const at = this.#now();
    const most = 2 * this.#perSecond;
    const { tokens, at: before } = this.#buckets.get(name) ?? { tokens: most, at };
    const left = Math.min(most, tokens + ((at - before) / 1_000) * this.#perSecond) - 1;
    if (left < 0)
      throw new MeshError('rate-limited', `at most ${this.#perSecond} calls a second are taken here`, {
        retryAfterSeconds: Math.ceil(-left / this.#perSecond),
      });
    this.#remember(name, { tokens: left, at });
  }

  /** Whoever has not called for longest is forgotten first, so that no stranger empties the buckets of others. */
  #remember(name: string, bucket: Bucket): void {
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_KNOWN && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
