/** So long after the last that is wanted the end of an answer may come by itself, and leave its connection to the next call. */
const END_MS = 100;

/** Ends an answer, a moment after somebody has said that it is enough. */
export class Enough {
  readonly #end = new AbortController();

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  say(): void {
    setTimeout(() => this.#end.abort(), END_MS).unref();
  }
}
