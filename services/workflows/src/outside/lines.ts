import { Bell } from '@mesh/runtime/bell';

/** What is another's at this moment may be free in the next: so long it is left alone. */
const LEAST_MS = 20;

type Line = { readonly bells: Set<Bell>; alarm?: { readonly at: number; readonly timer: NodeJS.Timeout } };
type Waiter = Disposable & Pick<Bell, 'sleep'>;

/** Who waits for the tasks of queues, each line in the order of coming. A ring wakes one of a line, not all. */
export class Lines {
  readonly #lines = new Map<string, Line>();

  /** Names of the lines in which somebody stands. */
  get names(): string[] {
    return [...this.#lines.keys()];
  }

  /** Stands in a line until it is disposed. Whoever leaves unheard what woke it passes the ring on. */
  join(name: string): Waiter {
    const line = this.#lines.get(name) ?? { bells: new Set() };
    this.#lines.set(name, line);
    const bell = new Bell();
    line.bells.add(bell);
    return {
      sleep: (ms, signal) => bell.sleep(ms, signal),
      [Symbol.dispose]: () => {
        line.bells.delete(bell);
        if (line.bells.size === 0) this.#close(name, line);
        else if (bell.isRung) this.ring(name);
      },
    };
  }

  ring(name: string): void {
    const bells = [...(this.#lines.get(name)?.bells ?? [])];
    (bells.find(({ isAsleep }) => isAsleep) ?? bells[0])?.ring();
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
