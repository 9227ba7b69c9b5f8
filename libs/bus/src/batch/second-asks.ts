/** A second question for every so many first ones. */
const SHARE = 10;
/** So many may be asked at once where there were none for a while. */
const MOST = 50;

/** How many questions may be asked a second time: few, so that whoever is slow under load is not asked twice as much. */
export class SecondAsks {
  #left = MOST;

  /** `count` questions are asked for the first time. */
  first(count: number): void {
    this.#left = Math.min(MOST, this.#left + count / SHARE);
  }

  /** Whether one more may be asked again now. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** One that was taken came to nobody's ears. */
  giveBack(): void {
    this.#left = Math.min(MOST, this.#left + 1);
  }
}
