import { JqLimitError } from './jq-error.ts';
import type { Json } from './json.ts';
import type { Limits } from './limits.ts';

const LOOKS_AT_CLOCK_EVERY = 1_024;
const DEEPEST_CALL = 10_000;

/** Maximum depth of values that are compared, printed or returned. */
export const DEEPEST_VALUE = 2_000;

/** The remaining limits of an evaluation. Everything that takes time or memory is charged here first. */
export class Budget {
  readonly now: number;
  readonly variables: readonly Json[];
  depth = 0;
  #operations: number;
  #look: number;
  #bytes: number;
  readonly #deadline: number;

  constructor(limits: Limits, variables: readonly Json[]) {
    this.now = limits.now;
    this.variables = variables;
    this.#operations = limits.operations;
    this.#look = limits.operations - LOOKS_AT_CLOCK_EVERY;
    this.#bytes = limits.bytes;
    this.#deadline = performance.now() + limits.milliseconds;
  }

  /** Counts one step. */
  tick(): void {
    this.#operations -= 1;
    if (this.#operations < this.#look || this.#operations < 0) this.#check();
  }

  /** Counts work on `items` characters or elements, each about a sixteenth of a step. */
  scan(items: number): void {
    this.spend(1 + Math.floor(items / 16));
  }

  spend(steps: number): void {
    this.#operations -= steps;
    if (this.#operations < this.#look || this.#operations < 0) this.#check();
  }

  /** Checks the clock now, before something that may be slow. */
  look(): void {
    this.#check();
  }

  /** Reserves memory before it is allocated. */
  take(bytes: number): void {
    this.#bytes -= bytes;
    if (!(this.#bytes >= 0)) throw new JqLimitError('bytes');
  }

  /** Reserves a string of this many UTF-16 units. */
  takeText(length: number): void {
    this.take(16 + 2 * length);
    this.scan(length);
  }

  /** Reserves an array or object of this many elements. */
  takeItems(count: number): void {
    this.take(16 + 8 * count);
    this.scan(count);
  }

  enter(): void {
    this.depth += 1;
    if (this.depth > DEEPEST_CALL) throw new JqLimitError('depth');
  }

  leave(): void {
    this.depth -= 1;
  }

  #check(): void {
    if (!(this.#operations >= 0)) throw new JqLimitError('operations');
    if (performance.now() > this.#deadline) throw new JqLimitError('milliseconds');
    this.#look = this.#operations - LOOKS_AT_CLOCK_EVERY;
  }
}
