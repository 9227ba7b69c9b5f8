import { LARGE_BYTES, leastBytes } from './size.ts';

/** Values that `JSON.stringify` takes. */
type Written = object | string | number | boolean | null;

/**
 * Serializes the values of one append. A large value occurs in several of its texts and is serialized once, since that blocks
 * the event loop.
 */
export class Texts {
  #large: Map<unknown, string> | undefined;

  /** JSON of a value. Its outer `levels` are serialized anew around values that are shared, such as the members of a row. */
  of(value: Written, levels = 0): string {
    if (leastBytes(value as never, LARGE_BYTES) <= LARGE_BYTES) return JSON.stringify(value);
    if (levels > 0 && typeof value === 'object' && value !== null) return this.#around(value, levels - 1);
    this.#large ??= new Map();
    const text = this.#large.get(value) ?? JSON.stringify(value);
    this.#large.set(value, text);
    return text;
  }

  #around(value: object, levels: number): string {
    if (Array.isArray(value)) return `[${value.map((part: Written) => this.of(part, levels)).join(',')}]`;
    const there = Object.entries(value).filter(([, part]) => part !== undefined);
    return `{${there.map(([name, part]) => `${JSON.stringify(name)}:${this.of(part as Written, levels)}`).join(',')}}`;
  }
}
