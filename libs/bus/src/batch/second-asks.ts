/** One second question per this many first ones. */
const SHARE = 10;
/** This many may be asked at once after a quiet time. */
const MOST = 50;

/** A budget for asking questions a second time: small, so that a service that is slow under load is not asked twice as much. */
export class SecondAsks {
  #left = MOST;

  /** Counts questions that are asked for the first time. */
  first(count: number): void {
    this.#left = Math.min(MOST, this.#left + count / SHARE);
  }

  /** Takes one from the budget; false if it is empty. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** Returns one that nobody received. */
  giveBack(): void {
    this.#left = Math.min(MOST, this.#left + 1);
  }
}
