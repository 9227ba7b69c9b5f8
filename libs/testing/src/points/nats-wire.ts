import { Frames, type Sent, type Wire, withoutIds } from './wire.ts';

const MOST_KNOWN = 10_000;

/** End of the first frame: a line and, for a message, as many bytes after it as its last word says. */
export function frameEnd(bytes: Buffer): number {
  const line = bytes.indexOf('\r\n') + 2;
  if (line < 2) return -1;
  const size = /^H?(?:PUB|MSG) .* (\d+)$/.exec(bytes.toString('latin1', 0, line - 2))?.[1];
  const end = size === undefined ? line : line + Number(size) + 2;
  return end <= bytes.length ? end : -1;
}

type Message = { readonly verb: string; readonly subject: string; readonly reply: string | undefined };

function messageOf(frame: Buffer): Message {
  const [verb = '', subject = '', ...more] = frame.toString('latin1', 0, frame.indexOf('\r\n')).split(' ');
  const sizes = verb.startsWith('H') ? 2 : 1;
  const sid = verb.endsWith('MSG') ? 1 : 0;
  return { verb, subject, reply: more.length > sizes + sid ? more[sid] : undefined };
}

/** The client side of NATS: publications, requests and acknowledgements, by subject. */
export class NatsWire implements Wire {
  /** Requests by the subject of their answer. */
  readonly #out = new Frames(frameEnd);
  readonly #in = new Frames(frameEnd);
  readonly #asked = new Map<string, string>();
  readonly #heard = new Map<string, string>();

  sent(bytes: Buffer): Sent[] {
    return this.#out.cut(bytes).flatMap((frame) => {
      const { verb, subject, reply } = messageOf(frame);
      if (!verb.endsWith('PUB')) return [];
      const name = this.#nameOf(subject, reply !== undefined);
      if (reply !== undefined) remember(this.#asked, reply, name);
      return [{ name, isAnswered: reply !== undefined }];
    });
  }

  got(bytes: Buffer): string[] {
    return this.#in.cut(bytes).flatMap((frame) => {
      const { verb, subject, reply } = messageOf(frame);
      if (!verb.endsWith('MSG')) return [];
      const answered = this.#asked.get(subject);
      if (answered !== undefined) return [answered];
      const told = withoutIds(subject);
      if (reply !== undefined) remember(this.#heard, reply, told);
      return [`nats hears ${told}`];
    });
  }

  #nameOf(subject: string, isAsking: boolean): string {
    const ack = /^\$JS\.ACK\.([^.]+)\.([^.]+)/.exec(subject);
    if (ack) return `nats acknowledges ${withoutIds(`${ack[1]} ${ack[2]}`)}`;
    const heard = this.#heard.get(subject);
    if (heard !== undefined) return `nats answers ${heard}`;
    return `nats ${isAsking ? 'asks' : 'tells'} ${withoutIds(subject)}`;
  }
}

/** Bounded, so that a long run does not remember every request. */
function remember(names: Map<string, string>, subject: string, name: string): void {
  names.set(subject, name);
  const [oldest] = names.keys();
  if (names.size > MOST_KNOWN && oldest !== undefined) names.delete(oldest);
}
