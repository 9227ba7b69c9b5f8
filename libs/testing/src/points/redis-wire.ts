import { Frames, type Sent, type Wire, withoutIds } from './wire.ts';

/** The end of the value that begins at `from`, or -1 while it is incomplete. */
function endOfValue(bytes: Buffer, from: number): number {
  const line = bytes.indexOf('\r\n', from) + 2;
  if (line < 2) return -1;
  const type = String.fromCharCode(bytes[from] ?? 0);
  const count = Number(bytes.toString('latin1', from + 1, line - 2));
  if (type === '$') return count < 0 ? line : line + count + 2 <= bytes.length ? line + count + 2 : -1;
  if (type !== '*') return line;
  let end = line;
  for (let left = count; left > 0 && end > 0; left--) end = endOfValue(bytes, end);
  return end;
}

/** The strings of an array: a command, or a message of a subscription. */
function wordsOf(frame: Buffer): string[] {
  const lines = frame.toString('latin1').split('\r\n');
  return lines.filter((_, place) => place > 0 && place % 2 === 0);
}

/** The client side of Redis (RESP 2): commands by name and key, and messages of subscriptions. */
export class RedisWire implements Wire {
  readonly #out = new Frames((bytes) => endOfValue(bytes, 0));
  readonly #in = new Frames((bytes) => endOfValue(bytes, 0));
  readonly #asked: string[] = [];

  sent(bytes: Buffer): Sent[] {
    return this.#out.cut(bytes).map((frame) => {
      const [command = '', key = ''] = wordsOf(frame);
      const name = `redis ${command.toLowerCase()} ${withoutIds(key)}`.trim();
      this.#asked.push(name);
      return { name, isAnswered: true };
    });
  }

  got(bytes: Buffer): string[] {
    return this.#in.cut(bytes).flatMap((frame) => {
      const [kind = '', channel = ''] = frame[0] === 0x2a ? wordsOf(frame) : [];
      if (kind === 'message' || kind === 'pmessage') return [`redis hears ${withoutIds(channel)}`];
      const answered = this.#asked.shift();
      return answered === undefined ? [] : [answered];
    });
  }
}
