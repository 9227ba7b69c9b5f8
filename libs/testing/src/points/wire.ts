/** A question that a process sends, or something that it tells and that nobody answers. */
export type Sent = { readonly name: string; readonly isAnswered: boolean };

/** What the bytes of one connection mean. They come in order, cut anywhere. */
export type Wire = {
  /** What goes out with these bytes. */
  sent(bytes: Buffer): readonly Sent[];
  /** The names of what these bytes answer, and of what they tell unasked. */
  got(bytes: Buffer): readonly string[];
};

/** Cuts bytes into messages. `endOf` tells where the first message ends, or -1 while not all of it is there. */
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

/** The same text without what differs from one time to the next: ids, digests and numbers. */
export function withoutIds(text: string): string {
  return text.replace(id, '*');
}
