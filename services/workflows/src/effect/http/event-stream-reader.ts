/** Reads Server-Sent Events piece by piece. Gives the data of each event that has ended. */
export class EventStreamReader {
  readonly #decoder = new TextDecoder();
  #line = '';
  #data: string[] = [];
  #id = '';
  #lastId = '';

  /** The id of the last event that has ended, or of the last before it that told one; empty where none did. */
  get lastId(): string {
    return this.#lastId;
  }

  push(part: Uint8Array): string[] {
    const lines = this.#decoder.decode(part, { stream: true }).split('\n');
    const found: string[] = [];
    for (const [place, piece] of lines.entries()) {
      this.#line += piece;
      if (place === lines.length - 1) break;
      this.#take(this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line, found);
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
    if (line.startsWith('data:')) this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
    if (/^id(?::|$)/.test(line) && !line.includes('\0')) this.#id = line.slice(line[3] === ' ' ? 4 : 3);
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
