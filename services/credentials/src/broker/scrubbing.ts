import { Transform, type TransformCallback } from 'node:stream';
import { hiddenRanges } from './hidden-ranges.ts';

export const MARK = '[redacted]';
/** Of long secrets so much is gathered before it is looked through again: small parts shall not make it slow. */
const LONG = 4_096;

/**
 * Takes secrets out of text that comes in parts, wherever it is cut: what is shorter than the longest form waits, since it may
 * be the beginning of one. Any parts of a text give the same as the whole.
 */
export class Scrubbing {
  readonly #forms: readonly string[];
  /** So many characters at the end of what has come may be the beginning of a form. */
  readonly #reach: number;
  readonly #enough: number;
  #waiting = '';
  /** So much of what waits is behind a mark that was given already; nothing where the last that was given is in the clear. */
  #hidden: number | undefined;

  constructor(forms: readonly string[]) {
    this.#forms = forms;
    this.#reach = forms.reduce((longest, { length }) => Math.max(longest, length), 1) - 1;
    this.#enough = this.#reach < LONG ? this.#reach : 2 * this.#reach;
  }

  /** What is settled once `part` has come. */
  add(part: string): string {
    this.#waiting += part;
    return this.#waiting.length > this.#enough ? this.#settle(this.#waiting.length - this.#reach) : '';
  }

  /** What waited for more. */
  end(): string {
    return this.#settle(this.#waiting.length);
  }

  /** Gives what begins before `before`. */
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
