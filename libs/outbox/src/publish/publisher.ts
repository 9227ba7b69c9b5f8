import type { Bus } from '@mesh/bus/bus';
import { createInbox, type Msg } from '@nats-io/nats-core';
import type { Message } from './message-of.ts';

const ACK_MS = 2_000;
const NOBODY = 503;

export type Publication = Message & {
  /** The broker drops a repeated id within two minutes. */
  readonly messageId: string;
};

/**
 * Publishes any number of messages at once, with all acknowledgements in one inbox. The client's own `publish` costs a timer, a
 * muxed inbox and a parsed answer per message.
 */
export class Publisher implements Disposable {
  readonly #nats: Bus['nats'];
  readonly #inbox: string;
  readonly #waiting = new Map<string, (answer: Msg) => void>();
  readonly #listening: { unsubscribe(): void };
  #sent = 0;

  constructor({ nats, inboxPrefix }: Pick<Bus, 'nats' | 'inboxPrefix'>) {
    this.#nats = nats;
    this.#inbox = createInbox(inboxPrefix);
    this.#listening = nats.subscribe(`${this.#inbox}.*`, {
      callback: (_error, answer) => this.#waiting.get(answer.subject.slice(this.#inbox.length + 1))?.(answer),
    });
  }

  /** Publishes to JetStream. Returns the broker's answers in order: undefined if it stored the message, else the error. */
  async publish(publications: readonly Publication[]): Promise<(Error | undefined)[]> {
    const answers = publications.map(() => new Error(`no acknowledgement within ${ACK_MS} ms`) as Error | undefined);
    const all = Promise.withResolvers<void>();
    let awaited = publications.length;
    const keys = publications.map(({ messageId, ...message }, place) => {
      message.headers.set('Nats-Msg-Id', messageId);
      return this.#send(message, (answer) => {
        answers[place] = refusalIn(answer);
        if (--awaited === 0) all.resolve();
      });
    });
    if (awaited > 0) await this.#until(all.promise, keys);
    return answers;
  }

  /**
   * Publishes to current subscribers. Returns which messages may have been received: the broker says at once when nobody
   * listens.
   */
  async tell(messages: readonly Message[]): Promise<boolean[]> {
    const isHeard = messages.map(() => true);
    const keys = messages.map((message, place) =>
      this.#send(message, ({ headers }) => {
        isHeard[place] = headers?.code !== NOBODY;
      }),
    );
    if (keys.length > 0) await this.#until(this.#nats.flush(), keys);
    return isHeard;
  }

  /** `onAnswer` is called once, as long as the returned key is waited for. */
  #send({ subject, data, headers }: Message, onAnswer: (answer: Msg) => void): string {
    const key = String(++this.#sent);
    this.#nats.publish(subject, data, { headers, reply: `${this.#inbox}.${key}` });
    this.#waiting.set(key, (answer) => {
      this.#waiting.delete(key);
      onAnswer(answer);
    });
    return key;
  }

  async #until(done: Promise<void>, keys: readonly string[]): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, ACK_MS);
    try {
      await Promise.race([done, late.promise]);
    } finally {
      clearTimeout(timer);
      for (const key of keys) this.#waiting.delete(key);
    }
  }

  [Symbol.dispose](): void {
    this.#listening.unsubscribe();
  }
}

/** `{stream, seq}` is an acknowledgement; anything else says why there is none. */
function refusalIn({ headers, data }: Msg): Error | undefined {
  const refused = headers?.code === NOBODY ? 'no stream takes this subject' : reasonIn(data);
  return refused === undefined ? undefined : new Error(`the broker refuses it: ${refused}`);
}

function reasonIn(data: Uint8Array): string | undefined {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  try {
    const { stream, error } = JSON.parse(text) as { stream?: string; error?: { description?: string } };
    return error || !stream ? (error?.description ?? text) : undefined;
  } catch {
    return text;
  }
}
