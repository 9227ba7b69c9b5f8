import { Bell } from '@mesh/runtime/bell';

/** A task that somebody else is taking may be free a moment later: retry no sooner. */
const LEAST_MS = 20;

type Line = { readonly bells: Set<Bell>; alarm?: { readonly at: number; readonly timer: NodeJS.Timeout } };
type Waiter = Disposable & Pick<Bell, 'sleep'>;

/** Workers that wait for tasks, one line per queue in order of arrival. A ring wakes one of a line, not all. */
export class Lines {
  readonly #lines = new Map<string, Line>();

  /** Names of the lines that have waiters. */
  get names(): string[] {
    return [...this.#lines.keys()];
  }

  /** Waits in a line until disposed. A waiter that leaves with an unused ring passes it on. */
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

  /** Rings a line after `ms`. Each line has one alarm, the earliest that was set. */
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
