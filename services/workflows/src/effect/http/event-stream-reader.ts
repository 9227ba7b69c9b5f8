/** Reads Server-Sent Events piece by piece. Gives the data of each event that has ended. */
export class EventStreamReader {
  readonly #decoder = new TextDecoder();
  #line = '';
  #isAfterCr = false;
  #data: string[] = [];
  #id = '';
  #lastId = '';
  #retryMs: number | undefined;

  /** The id of the last event that has ended, or of the last before it that told one; empty where none did. */
  get lastId(): string {
    return this.#lastId;
  }

  /** How long the server wants to be left alone before the stream is asked for anew, where it says so. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** A line ends with CR, LF or both (HTML, 9.2.5): with CR at once, and an LF behind that ends no other. */
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

  /** What an event holds that nothing has ended. */
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

/** The data of all events of a stream that is over, also of one that nothing has ended. */
export function eventsIn(stream: Uint8Array): string[] {
  const reader = new EventStreamReader();
  return [...reader.push(stream), ...reader.end()];
}
