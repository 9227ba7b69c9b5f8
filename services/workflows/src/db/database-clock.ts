/**
 * The database's time without a query per reading. Between synchronizations it follows the monotonic clock, so that a jump of
 * this machine's clock has no effect.
 */
export class DatabaseClock {
  #offset = Date.now() - performance.now();

  /** ms since 1970, in whole milliseconds. */
  now(): number {
    return Math.round(performance.now() + this.#offset);
  }

  /** `told` is the database's time in ms, asked for at `sentAt` (`performance.now()`). */
  set(told: number, sentAt: number): void {
    this.#offset = told - (sentAt + performance.now()) / 2;
  }
}
