/** Who waits for the tasks of queues, each line in the order of coming. A ring wakes one of a line, not all. */
export class Lines {
  readonly #lines = new Map<string, Set<Waiter>>();

  /** Names of the lines in which somebody stands. */
  get names(): string[] {
    return [...this.#lines.keys()];
  }

  /** Stands in a line until it is disposed. Whoever leaves unheard what woke it passes the ring on. */
  join(name: string): Waiter {
    const line = this.#lines.get(name) ?? new Set();
    this.#lines.set(name, line);
    const waiter = new Waiter((isRung) => {
      line.delete(waiter);
      if (line.size === 0) this.#lines.delete(name);
      else if (isRung) this.ring(name);
    });
    line.add(waiter);
    return waiter;
  }

  ring(name: string): void {
    const line = [...(this.#lines.get(name) ?? [])];
    (line.find(({ isAsleep }) => isAsleep) ?? line[0])?.ring();
  }
}

export class Waiter implements Disposable {
  readonly #leave: (isRung: boolean) => void;
  #isRung = false;
  #wake: (() => void) | undefined;

  constructor(leave: (isRung: boolean) => void) {
    this.#leave = leave;
  }

  get isAsleep(): boolean {
    return this.#wake !== undefined;
  }

  /** A ring while it is awake is kept for its next sleep. */
  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Resolves at a ring, after `ms`, or when `signal` aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake, { once: true });
      this.#wake = wake;
      await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      this.#wake = undefined;
    }
    this.#isRung = false;
  }

  [Symbol.dispose](): void {
    this.#leave(this.#isRung);
  }
}
