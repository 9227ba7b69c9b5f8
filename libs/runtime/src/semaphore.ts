/** A counting semaphore with a bounded line: at most `free` work at once, at most `mostWaiting` more wait. */
export class Semaphore {
  #free: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number, mostWaiting: number) {
    this.#free = free;
    this.#mostWaiting = mostWaiting;
  }

  /** Waits for a permit. False at once where too many wait already. */
  async acquire(): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    if (this.#waiting.length >= this.#mostWaiting) return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  /** Hands the permit on to whoever has waited longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  /** Does `work` under a permit. Throws what `refusal` makes where too many wait already. */
  async run<T>(work: () => Promise<T>, refusal: () => Error = tooManyWaiting): Promise<T> {
    if (!(await this.acquire())) throw refusal();
    try {
      return await work();
    } finally {
      this.release();
    }
  }
}

export const tooManyWaiting = () => new Error('too many wait for a semaphore');
