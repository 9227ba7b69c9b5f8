import { ExpiringCache } from './expiring-cache.ts';

type Options = {
  /** From when it was asked for. For ever by default. */
  readonly lifeMs?: number;
  readonly now?: (() => number) | undefined;
};

/**
 * Answers that are asked for once: at most `limit` of them, the oldest make room. Whoever asks meanwhile waits for the same one.
 * One that fails is forgotten, so that the next who asks asks anew.
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
