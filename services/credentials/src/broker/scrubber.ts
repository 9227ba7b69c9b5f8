import type { Transform } from 'node:stream';
import { byteText } from './byte-text.ts';
import { Scrubbing, scrubbingBytes } from './scrubbing.ts';
import { formsOf } from './secret-forms.ts';

/** Removes secrets from answers, in all their encodings. */
export class Scrubber {
  readonly #texts: readonly string[];
  readonly #bytes: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#texts = formsOf(secrets);
    this.#bytes = [...new Set(this.#texts.map(byteText))];
  }

  /** What a body passes through while it arrives. */
  body(): Transform {
    return scrubbingBytes(this.#bytes);
  }

  text(text: string): string {
    if (!this.#texts.some((form) => text.includes(form))) return text;
    const scrubbing = new Scrubbing(this.#texts);
    return scrubbing.add(text) + scrubbing.end();
  }

  /** A JSON value with its names and texts scrubbed, however they were escaped. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((member) => this.json(member));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.text(name), this.json(member)]));
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [this.text(name), this.text(value)]));
  }
}
