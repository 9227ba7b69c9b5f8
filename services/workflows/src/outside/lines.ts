/** What is another's at this moment may be free in the next: so long it is left alone. */
const LEAST_MS = 20;

type Line = { readonly waiters: Set<Waiter>; alarm?: { readonly at: number; readonly timer: NodeJS.Timeout } };

/** Who waits for the tasks of queues, each line in the order of coming. A ring wakes one of a line, not all. */
export class Lines {
  readonly #lines = new Map<string, Line>();

  /** Names of the lines in which somebody stands. */
  get names(): string[] {
    return [...this.#lines.keys()];
  }

  /** Stands in a line until it is disposed. Whoever leaves unheard what woke it passes the ring on. */
  join(name: string): Waiter {
    const line = this.#lines.get(name) ?? { waiters: new Set() };
    this.#lines.set(name, line);
    const waiter = new Waiter((isRung) => {
      line.waiters.delete(waiter);
      if (line.waiters.size === 0) this.#close(name, line);
      else if (isRung) this.ring(name);
    });
    line.waiters.add(waiter);
    return waiter;
  }

  ring(name: string): void {
    const line = [...(this.#lines.get(name)?.waiters ?? [])];
    (line.find(({ isAsleep }) => isAsleep) ?? line[0])?.ring();
  }

  /** Rings after `ms`. A line has one alarm, of which the earliest counts, however many know of it. */
  ringIn(name: string, ms: number): void {
    const line = this.#lines.get(name);
    const afterMs = Math.max(LEAST_MS, ms);
    const at = performance.now() + afterMs;
    if (!line || (line.alarm && line.alarm.at <= at)) return;
    clearTimeout(line.alarm?.timer);
    const ring = () => {
      delete line.alarm;
      this.ring(name);
    };
    line.alarm = { at, timer: setTimeout(ring, afterMs) };
  }

  #close(name: string, line: Line): void {
    clearTimeout(line.alarm?.timer);
    this.#lines.delete(name);
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

  /** Resolves at a ring, after `ms`, or when `signal` aborts. Tells whether it was a ring. */
  async sleep(ms: number, signal: AbortSignal): Promise<boolean> {
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
    const isRung = this.#isRung;
    this.#isRung = false;
    return isRung;
  }

  [Symbol.dispose](): void {
    this.#leave(this.#isRung);
  }
}
