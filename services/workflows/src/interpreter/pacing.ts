import { MOST_BYTES } from '../payload/size.ts';

/** Tasks after which a turn is cut, committed and resumed, so that no loop blocks the process or grows one commit. */
const MOST_TASKS = 500;

/**
 * How far a turn goes: a number of steps from the journal, or, for the first run, until it is late. The journal has to record
 * where that cut it.
 */
export type Pace = { readonly steps?: number | undefined; readonly isLate?: (() => boolean) | undefined };
const never = () => false;

/** Counts the steps of a turn and decides where it is cut. */
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

  /** After how many steps it was cut for taking too long; undefined if it was not. */
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

  /** A turn with much output is cut as well, since all of it is in memory until it is committed. */
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
