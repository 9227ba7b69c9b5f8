import { Transform, type TransformCallback } from 'node:stream';
import { hiddenRanges } from './hidden-ranges.ts';

export const MARK = '[redacted]';
/** Length from which text is buffered between searches, so that small parts are not slow with long secrets. */
const LONG = 4_096;

/**
 * Removes secrets from text that arrives in parts, wherever it is cut. Holds back only an end that may be the beginning of a
 * form, since a stream may stay open after it. The result does not depend on the parts.
 */
export class Scrubbing {
  readonly #forms: readonly string[];
  /** The maximum of characters at the end that may be the beginning of a form. */
  readonly #reach: number;
  readonly #firsts: ReadonlySet<string | undefined>;
  readonly #enough: number;
  #waiting = '';
  /**
   * How much of the waiting text belongs to a redaction that was already returned; undefined if the last text returned was clear.
   */
  #hidden: number | undefined;

  constructor(forms: readonly string[]) {
    this.#forms = forms;
    this.#reach = forms.reduce((longest, { length }) => Math.max(longest, length), 1) - 1;
    this.#firsts = new Set(forms.map((form) => form[0]));
    this.#enough = this.#reach < LONG ? 0 : 2 * this.#reach;
  }

  /** Returns the text that is settled after `part`. */
  add(part: string): string {
    this.#waiting += part;
    return this.#waiting.length > this.#enough ? this.#settle(this.#unsure()) : '';
  }

  /** Returns the rest. */
  end(): string {
    return this.#settle(this.#waiting.length);
  }

  /** Where the first form may begin that is not complete yet. */
  #unsure(): number {
    const text = this.#waiting;
    const isOpen = (rest: string) => this.#forms.some((form) => form.length > rest.length && form.startsWith(rest));
    for (let at = Math.max(0, text.length - this.#reach); at < text.length; at++)
      if (this.#firsts.has(text[at]) && isOpen(text.slice(at))) return at;
    return text.length;
  }

  /** Returns the text before `before`. */
  #settle(before: number): string {
    const text = this.#waiting;
    const given: string[] = [];
    let at = this.#hidden ?? 0;
    let isHidden = this.#hidden !== undefined;
    for (const { from, to } of hiddenRanges(this.#forms, text, before)) {
      if (!(isHidden && from <= at)) given.push(text.slice(at, from), MARK);
      at = Math.max(at, to);
      isHidden = true;
    }
    if (at < before) {
      given.push(text.slice(at, before));
      at = before;
      isHidden = false;
    }
    this.#waiting = text.slice(before);
    this.#hidden = isHidden ? at - before : undefined;
    return given.join('');
  }
}

/** The same for bytes, text or not. `forms` are UTF-8 read as Latin-1. */
export function scrubbingBytes(forms: readonly string[]): Transform {
  const scrubbing = new Scrubbing(forms);
  const given = (text: string, done: TransformCallback) => done(null, Buffer.from(text, 'latin1'));
  return new Transform({
    transform: (part: Buffer, _, done) => given(scrubbing.add(part.toString('latin1')), done),
    flush: (done) => given(scrubbing.end(), done),
  });
}
