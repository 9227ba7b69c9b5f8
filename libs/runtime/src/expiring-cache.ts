/**
 * A cache of values that weigh at most `limit` together (1 each by default), each with a life in ms or for ever. The oldest is
 * evicted first.
 */
export class ExpiringCache<V> {
  readonly #entries = new Map<string, { value: V; until: number }>();
  readonly #limit: number;
  readonly #now: () => number;
  readonly #weigh: (value: V) => number;
  #weight = 0;

  /** `now` in ms; the process's monotonic clock by default. */
  constructor(limit: number, now: () => number = () => performance.now(), weigh: (value: V) => number = () => 1) {
    this.#limit = limit;
    this.#now = now;
    this.#weigh = weigh;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.until > this.#now()) return entry.value;
    this.delete(key);
    return undefined;
  }

  set(key: string, value: V, lifeMs = Number.POSITIVE_INFINITY): void {
    this.delete(key);
    this.#entries.set(key, { value, until: this.#now() + lifeMs });
    this.#weight += this.#weigh(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#limit) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry && this.#entries.delete(key)) this.#weight -= this.#weigh(entry.value);
  }

  deleteWhere(isGone: (value: V) => boolean): void {
    for (const [key, { value }] of this.#entries) if (isGone(value)) this.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }

  get size(): number {
    return this.#entries.size;
  }
}
