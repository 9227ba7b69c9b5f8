/** The rate of a count, over the times at which it was read. */
export class Pace {
  readonly #count: () => number;
  #grown = 0;
  #ms = 0;

  constructor(count: () => number) {
    this.#count = count;
  }

  async during(work: () => Promise<unknown>): Promise<void> {
    const [count, began] = [this.#count(), performance.now()];
    await work();
    this.#grown += this.#count() - count;
    this.#ms += performance.now() - began;
  }

  get perSecond(): number {
    return this.#grown / (this.#ms / 1_000);
  }

  toString(): string {
    return this.perSecond.toFixed(1);
  }
}
