import { isPlainText } from '@mesh/contracts/plain-text';
import { type Budget, DEEPEST_VALUE } from './budget.ts';
import { JqLimitError, JqTextError } from './jq-error.ts';
import { isArray, type Json } from './json.ts';
import type { Limits } from './limits.ts';
import { type MutableObject, put } from './values/objects.ts';

/** Counts outputs and converts them to JSON: a NaN becomes null and an infinity the largest number, as jq prints them. */
export class Output {
  readonly #run: Budget;
  #outputs: number;
  #bytes: number;
  readonly #plainText: boolean;

  constructor(run: Budget, { outputs, outputBytes, plainText = false }: Limits) {
    this.#run = run;
    this.#outputs = outputs;
    this.#bytes = outputBytes;
    this.#plainText = plainText;
  }

  take(value: Json): Json {
    this.#outputs -= 1;
    if (this.#outputs < 0) throw new JqLimitError('outputs');
    return this.#take(value, 0);
  }

  #take(value: Json, depth: number): Json {
    if (typeof value === 'string') {
      this.#text(value, 2);
      return value;
    }
    if (typeof value === 'number') return this.#number(value);
    if (typeof value !== 'object' || value === null) {
      this.#count(4);
      return value ?? null;
    }
    this.#run.tick();
    if (depth > DEEPEST_VALUE) throw new JqLimitError('depth');
    this.#count(2);
    return isArray(value) ? this.#array(value, depth + 1) : this.#object(value as MutableObject, depth + 1);
  }

  #number(value: number): number | null {
    this.#count(lengthOf(value));
    if (Number.isFinite(value)) return value;
    return Number.isNaN(value) ? null : Math.sign(value) * Number.MAX_VALUE;
  }

  /** Returns the same array if everything in it is JSON already, as it nearly always is. */
  #array(array: readonly Json[], depth: number): Json {
    let copy: Json[] | undefined;
    for (let index = 0; index < array.length; index += 1) {
      const item = array[index] as Json;
      const taken = this.#take(item, depth);
      this.#count(1);
      if (taken === item) continue;
      copy ??= array.slice();
      copy[index] = taken;
    }
    return copy ?? array;
  }

  #object(object: MutableObject, depth: number): Json {
    let copy: MutableObject | undefined;
    for (const key of Object.keys(object)) {
      const item = object[key] as Json;
      const taken = this.#take(item, depth);
      this.#text(key, 4);
      if (taken === item) continue;
      copy ??= { ...object };
      put(copy, key, taken);
    }
    return copy ?? object;
  }

  #text(text: string, around: number): void {
    this.#count(text.length + around);
    if (this.#plainText && !isPlainText(text)) throw new JqTextError();
  }

  #count(bytes: number): void {
    this.#bytes -= bytes;
    if (!(this.#bytes >= 0)) throw new JqLimitError('outputBytes');
  }
}

/** The length of a number as JSON. Small integers are not formatted for it. */
function lengthOf(value: number): number {
  return Number.isInteger(value) && value >= 0 && value < 10 ? 1 : String(value).length;
}
