/** A request that a process sends, or a message that nobody answers. */
export type Sent = { readonly name: string; readonly isAnswered: boolean };

/** Parses the bytes of one connection, which come in order and cut anywhere. */
export type Wire = {
  /** The requests and messages in these bytes. */
  sent(bytes: Buffer): readonly Sent[];
  /** The names of what these bytes answer, and of unsolicited messages in them. */
  got(bytes: Buffer): readonly string[];
};

/** Splits bytes into frames. `endOf` returns where the first one ends, or -1 while it is incomplete. */
export class Frames {
  readonly #endOf: (bytes: Buffer) => number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(endOf: (bytes: Buffer) => number) {
    this.#endOf = endOf;
  }

  cut(bytes: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let end = this.#endOf(rest); end > 0; end = this.#endOf(rest)) {
      frames.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    this.#rest = rest;
    return frames;
  }
}

const id = /\b[a-z]{2,6}_[0-9a-z]{20,}|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|\b(?=\w*\d)[\w-]{12,}|\b\d+\b/gi;

/** The text without what differs between runs: ids, digests and numbers. */
export function withoutIds(text: string): string {
  return text.replace(id, '*');
}
