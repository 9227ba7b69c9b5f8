/** Reads lines piece by piece, as of `application/x-ndjson`. */
export class LineReader {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** The lines that have ended. */
  push(part: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(part, { stream: true })).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** What nothing has ended. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    return [rest];
  }
}
