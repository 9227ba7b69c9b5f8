import { ExpiringCache } from './expiring-cache.ts';

type Options = {
  /** Life in ms from the request on. For ever by default. */
  readonly lifeMs?: number;
  readonly now?: (() => number) | undefined;
};

/**
 * A cache of promises: each answer is requested once, at most `limit` are kept and the oldest is evicted. Concurrent callers
 * share one request. A failed one is forgotten, so that the next caller asks again.
 */
export class Remembered<V> {
  readonly #answers: ExpiringCache<Promise<V>>;
  readonly #lifeMs: number | undefined;

  constructor(limit: number, { lifeMs, now }: Options = {}) {
    this.#answers = new ExpiringCache(limit, now);
    this.#lifeMs = lifeMs;
  }

  get(key: string, ask: () => Promise<V>): Promise<V> {
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = ask();
    this.#answers.set(key, answer, this.#lifeMs);
    answer.catch(() => this.#answers.get(key) === answer && this.forget(key));
    return answer;
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }

  forgetAll(): void {
    this.#answers.clear();
  }
}
