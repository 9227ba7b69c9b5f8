import { MOST_BYTES } from '../payload/size.ts';

/** After so many tasks a turn is cut, committed and taken up again: no loop holds the process or grows one commit. */
const MOST_TASKS = 500;

/**
 * How far a turn goes: so many steps, as a journal says; or until it is late, which is for whoever lives through it first. Where
 * that cuts it the journal has to say.
 */
export type Pace = { readonly steps?: number | undefined; readonly isLate?: (() => boolean) | undefined };
const never = () => false;

/** How far a turn has come, and whether it is to be cut there. */
export class Pacing {
  readonly #most: number;
  readonly #isLate: () => boolean;
  #steps = 0;
  #tasks = 0;
  #bytes = 0;
  #isCut = false;
  #lateAfter: number | undefined;

  constructor({ steps = Number.POSITIVE_INFINITY, isLate = never }: Pace) {
    this.#most = steps;
    this.#isLate = isLate;
  }

  /** After how many steps it was cut because it took too long; undefined where it was not. */
  get lateAfter(): number | undefined {
    return this.#lateAfter;
  }

  get goesOn(): boolean {
    return !this.#isCut && this.#tasks < MOST_TASKS && this.#steps < this.#most;
  }

  step(): void {
    this.#steps += 1;
  }

  beginTask(): void {
    this.#tasks += 1;
  }

  /** A turn that has much to tell is cut as well: all of it is in memory until it is committed. */
  tell(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MOST_BYTES) this.cut();
  }

  cut(): void {
    this.#isCut = true;
  }

  cutIfLate(): void {
    if (!this.#isLate()) return;
    this.#lateAfter = this.#steps;
    this.cut();
  }
}
