import type { Bus } from '@mesh/bus/bus';
import { createInbox, type MsgHdrs, headers as noHeaders } from '@nats-io/nats-core';

const ACK_MS = 2_000;

export type Publication = {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: MsgHdrs | undefined;
  /** The broker drops a second message of the same id within two minutes. */
  readonly messageId: string;
};
type Waiting = { readonly resolve: () => void; readonly reject: (error: Error) => void };

/**
 * Publishes to JetStream, any number of messages at once: all acknowledgements come to one inbox. The client's own
 * `publish` costs a timer, a muxed inbox and a parsed answer for each.
 */
export class Publisher implements Disposable {
  readonly #nats: Bus['nats'];
  readonly #inbox: string;
  readonly #waiting = new Map<string, Waiting>();
  readonly #listening: { unsubscribe(): void };
  #sent = 0;

  constructor({ nats, inboxPrefix }: Pick<Bus, 'nats' | 'inboxPrefix'>) {
    this.#nats = nats;
    this.#inbox = createInbox(inboxPrefix);
    this.#listening = nats.subscribe(`${this.#inbox}.*`, {
      callback: (_error, { subject, data, headers }) =>
        this.#settle(subject.slice(this.#inbox.length + 1), data, headers),
    });
  }

  /** What the broker said to each, in order: nothing where it took the message, else why not. */
  async publish(publications: readonly Publication[]): Promise<(Error | undefined)[]> {
    const keys = publications.map(() => String(++this.#sent));
    const answers = publications.map((publication, place) => this.#send(publication, keys[place] ?? ''));
    const timer = setTimeout(() => {
      for (const key of keys) this.#take(key)?.reject(new Error(`no acknowledgement within ${ACK_MS} ms`));
    }, ACK_MS);
    const settled = await Promise.allSettled(answers);
    clearTimeout(timer);
    return settled.map((one) => (one.status === 'rejected' ? (one.reason as Error) : undefined));
  }

  async #send({ subject, data, headers = noHeaders(), messageId }: Publication, key: string): Promise<void> {
    headers.set('Nats-Msg-Id', messageId);
    this.#nats.publish(subject, data, { headers, reply: `${this.#inbox}.${key}` });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.set(key, { resolve, reject });
    return promise;
  }

  #settle(key: string, data: Uint8Array, headers: MsgHdrs | undefined): void {
    const waiting = this.#take(key);
    const refused = headers?.code === 503 ? 'no stream takes this subject' : refusalIn(data);
    if (refused === undefined) waiting?.resolve();
    else waiting?.reject(new Error(`the broker refuses it: ${refused}`));
  }

  #take(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    return waiting;
  }

  [Symbol.dispose](): void {
    this.#listening.unsubscribe();
  }
}

/** `{stream, seq}` is an acknowledgement; anything else says why there is none. */
function refusalIn(data: Uint8Array): string | undefined {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  try {
    const { stream, error } = JSON.parse(text) as { stream?: string; error?: { description?: string } };
    return error || !stream ? (error?.description ?? text) : undefined;
  } catch {
    return text;
  }
}
