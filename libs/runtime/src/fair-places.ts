import { fullHouse } from './places.ts';

/** So many of one may wait however long the lines of others are. */
const SHORT_LINE = 64;

type Bounds = {
  readonly atOnce: number;
  /** So many of one find a place however many others hold theirs: who is quiet never waits for who is noisy. */
  readonly ofEach: number;
  readonly mostWaiting: number;
};

/** So many may work at once, so many more may wait. Each waits in a line of its name, and the lines come in turn. */
export class FairPlaces {
  readonly #bounds: Bounds;
  readonly #held = new Map<string, number>();
  /** The next line is the first. */
  readonly #lines = new Map<string, (() => void)[]>();
  #allHeld = 0;
  #allWaiting = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Waits for a place. False at once when too many wait already. */
  async take(name: string): Promise<boolean> {
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

  /** Hands the place on to whoever is next. */
  leave(name: string): void {
    this.#hold(name, -1);
    if (this.#isQuiet(name)) this.#next(name);
    const [first] = this.#lines.keys();
    if (first !== undefined && this.#allHeld < this.#bounds.atOnce) this.#next(first);
  }

  /** Does `work` in a place, once there is one. Throws what `refusal` makes when too many wait already. */
  async within<T>(name: string, work: () => Promise<T>, refusal: () => Error = fullHouse): Promise<T> {
    if (!(await this.take(name))) throw refusal();
    try {
      return await work();
    } finally {
      this.leave(name);
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
