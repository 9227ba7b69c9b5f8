import { tooManyWaiting } from './semaphore.ts';

/** So many of one name may wait, however long the lines of others are. */
const SHORT_LINE = 64;

type Bounds = {
  readonly atOnce: number;
  /** So many of each name never wait, however many permits others hold: a quiet one is not held up by a noisy one. */
  readonly ofEach: number;
  readonly mostWaiting: number;
};

/** A semaphore that is fair between names, such as workspaces: each name waits in a line of its own, and the lines take turns. */
export class FairSemaphore {
  readonly #bounds: Bounds;
  readonly #held = new Map<string, number>();
  /** The next line is the first. */
  readonly #lines = new Map<string, (() => void)[]>();
  #allHeld = 0;
  #allWaiting = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Waits for a permit. False at once where too many wait already. */
  async acquire(name: string): Promise<boolean> {
    if (this.#allHeld < this.#bounds.atOnce || this.#isQuiet(name)) {
      this.#hold(name, 1);
      return true;
    }
    const line = this.#lines.get(name) ?? [];
    if (this.#allWaiting >= this.#bounds.mostWaiting && line.length >= SHORT_LINE) return false;
    this.#lines.set(name, line);
    this.#allWaiting += 1;
    await new Promise<void>((resolve) => line.push(resolve));
    return true;
  }

  /** Hands the permit on to whoever is next. */
  release(name: string): void {
    this.#hold(name, -1);
    if (this.#isQuiet(name)) this.#next(name);
    const [first] = this.#lines.keys();
    if (first !== undefined && this.#allHeld < this.#bounds.atOnce) this.#next(first);
  }

  /** Does `work` under a permit. Throws what `refusal` makes where too many wait already. */
  async run<T>(name: string, work: () => Promise<T>, refusal: () => Error = tooManyWaiting): Promise<T> {
    if (!(await this.acquire(name))) throw refusal();
    try {
      return await work();
    } finally {
      this.release(name);
    }
  }

  #isQuiet(name: string): boolean {
    return (this.#held.get(name) ?? 0) < this.#bounds.ofEach;
  }

  #hold(name: string, more: number): void {
    const held = (this.#held.get(name) ?? 0) + more;
    if (held > 0) this.#held.set(name, held);
    else this.#held.delete(name);
    this.#allHeld += more;
  }

  #next(name: string): void {
    const line = this.#lines.get(name);
    const enter = line?.shift();
    if (!line || !enter) return;
    this.#lines.delete(name);
    if (line.length > 0) this.#lines.set(name, line);
    this.#allWaiting -= 1;
    this.#hold(name, 1);
    enter();
  }
}
