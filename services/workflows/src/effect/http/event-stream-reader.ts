/** Parses Server-Sent Events incrementally. Returns the data of each complete event. */
export class EventStreamReader {
  readonly #decoder = new TextDecoder();
  #line = '';
  #isAfterCr = false;
  #data: string[] = [];
  #id = '';
  #lastId = '';
  #retryMs: number | undefined;

  /** The last event id so far; empty if there was none. */
  get lastId(): string {
    return this.#lastId;
  }

  /** The server's `retry` in ms, if it sent one. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** Lines end with CR, LF or both (HTML, 9.2.5): a CR ends a line at once, and a following LF ends no other. */
  push(part: Uint8Array): string[] {
    const text = this.#decoder.decode(part, { stream: true });
    const found: string[] = [];
    if (text === '') return found;
    const lines = (this.#isAfterCr && text.startsWith('\n') ? text.slice(1) : text).split(/\r\n|\r|\n/);
    this.#isAfterCr = text.endsWith('\r');
    for (const [place, piece] of lines.entries()) {
      this.#line += piece;
      if (place === lines.length - 1) break;
      this.#take(this.#line, found);
      this.#line = '';
    }
    return found;
  }

  /** The data of an unterminated event. */
  end(): string[] {
    const found = this.push(new TextEncoder().encode('\n\n'));
    this.#data = [];
    return found;
  }

  #take(line: string, found: string[]): void {
    if (/^data(?::|$)/.test(line)) this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
    if (/^id(?::|$)/.test(line) && !line.includes('\0')) this.#id = line.slice(line[3] === ' ' ? 4 : 3);
    if (/^retry: ?\d{1,9}$/.test(line)) this.#retryMs = Number(line.slice('retry:'.length));
    if (line !== '') return;
    this.#lastId = this.#id;
    if (this.#data.length === 0) return;
    found.push(this.#data.join('\n'));
    this.#data = [];
  }
}

/** The data of all events of a finished stream, an unterminated one included. */
export function eventsIn(stream: Uint8Array): string[] {
  const reader = new EventStreamReader();
  return [...reader.push(stream), ...reader.end()];
}
