/**
 * The database's time, without asking for each look. Between two readings the process's monotonic clock goes on, so that
 * a jump of this machine's clock moves nothing.
 */
export class DatabaseClock {
  #offset = Date.now() - performance.now();

  /** ms since 1970, in whole milliseconds. */
  now(): number {
    return Math.round(performance.now() + this.#offset);
  }

  /** `told` is what the database said, in ms, to a question that was sent at `sentAt` (`performance.now()`). */
  set(told: number, sentAt: number): void {
    this.#offset = told - (sentAt + performance.now()) / 2;
  }
}
