/** Reads lines incrementally, as in `application/x-ndjson`. */
export class LineReader {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** Returns the complete lines. */
  push(part: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(part, { stream: true })).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** Returns an unterminated last line. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    return [rest];
  }
}
