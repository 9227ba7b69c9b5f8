/** So many may work at once, so many more may wait. */
export class Places {
  #free: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number, mostWaiting: number) {
    this.#free = free;
    this.#mostWaiting = mostWaiting;
  }

  /** Waits for a place. False at once when too many wait already. */
  async take(): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    if (this.#waiting.length >= this.#mostWaiting) return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  /** Hands the place on to whoever has waited longest. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  /** Does `work` in a place, once there is one. Throws what `refusal` makes when too many wait already. */
  async within<T>(work: () => Promise<T>, refusal: () => Error = fullHouse): Promise<T> {
    if (!(await this.take())) throw refusal();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }
}

export const fullHouse = () => new Error('too many wait for a place');
