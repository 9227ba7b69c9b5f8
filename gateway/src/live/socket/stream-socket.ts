import { MeshError } from '@mesh/contracts/mesh-error';
import type { RawData, WebSocket } from 'ws';
import { asMeshError } from '../../http/refusals/problem-document.ts';
import { problems } from '../../http/refusals/problems.ts';
import type { Attended } from '../attendance.ts';
import { LAST_WORDS_MS, MAX_BUFFERED_BYTES } from '../client-limits.ts';
import type { EndReason } from '../follower.ts';
import { openStreams, streamsEnded } from '../metrics.ts';
import type { Topic } from '../topic.ts';
import { readMessage, type Subscribe } from './message.ts';
import { Subscription } from './subscription.ts';

const MOST_TOPICS = 100;

type Needs = {
  readonly topicOf: (asked: Subscribe) => Topic;
  /** Brings the subscription to the head and hands it to the hub. Rejects if the topic cannot be read. */
  readonly follow: (subscription: Subscription, asked: Subscribe) => Promise<void>;
};

/** A WebSocket whose client follows topics. It ends once, for one reason; then its signal aborts. */
export class StreamSocket implements Attended {
  readonly #socket: WebSocket;
  readonly #needs: Needs;
  readonly #ended = new AbortController();
  readonly #subscriptions = new Map<string, Subscription>();
  #awaitsPong = false;

  constructor(socket: WebSocket, needs: Needs) {
    this.#socket = socket;
    this.#needs = needs;
    openStreams.add(1);
    socket.on('message', (data, isBinary) => this.#hear(data, isBinary));
    socket.on('pong', () => {
      this.#awaitsPong = false;
    });
    socket.on('error', () => {}); // a close follows
    socket.once('close', () => this.#over('gone'));
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Sends a ping. If the one before is still unanswered, nobody is there. */
  beat(): void {
    if (this.#awaitsPong) this.end('stuck');
    else this.#socket.ping();
    this.#awaitsPong = true;
  }

  end(reason: EndReason): void {
    if (!this.#over(reason)) return;
    if (reason === 'slow' || reason === 'stuck') {
      this.#socket.terminate();
      return;
    }
    this.#socket.close(reason === 'refused' ? 1008 : 1001, reason);
    const cut = setTimeout(() => this.#socket.terminate(), LAST_WORDS_MS); // a client that does not read must not delay the shutdown
    this.#socket.once('close', () => clearTimeout(cut));
  }

  #over(reason: EndReason): boolean {
    if (this.signal.aborted) return false;
    this.#ended.abort();
    for (const subscription of this.#subscriptions.values()) subscription.end(reason);
    openStreams.add(-1);
    streamsEnded.add(1, { reason });
    return true;
  }

  #hear(data: RawData, isBinary: boolean): void {
    let topic: string | undefined;
    try {
      if (isBinary) throw new MeshError('invalid', 'messages are text');
      const message = readMessage(String(data));
      if (message.op === 'ping') return void this.#write([JSON.stringify({ op: 'pong' })]);
      topic = message.topic;
      if (message.op === 'unsubscribe') this.#unsubscribe(topic);
      else void this.#subscribe(message);
    } catch (error) {
      this.#refuse(error, topic);
    }
  }

  /** Unsubscribing from what is not, or no longer, subscribed gets the same answer. */
  #unsubscribe(topic: string): void {
    const subscription = this.#subscriptions.get(topic);
    if (subscription) subscription.end('gone');
    else this.#write([JSON.stringify({ op: 'unsubscribed', topic })]);
  }

  async #subscribe(asked: Subscribe): Promise<void> {
    const { topic: name } = asked;
    try {
      if (this.#subscriptions.has(name)) throw new MeshError('conflict', 'the topic is subscribed already');
      if (this.#subscriptions.size >= MOST_TOPICS)
        throw new MeshError('rate-limited', `a socket has at most ${MOST_TOPICS} topics`);
      const subscription = new Subscription(name, this.#needs.topicOf(asked), this.#write);
      this.#subscriptions.set(name, subscription);
      subscription.signal.addEventListener('abort', () => this.#unsubscribed(name, subscription), { once: true });
      await this.#needs.follow(subscription, asked).catch((error: unknown) => {
        if (!subscription.signal.aborted) this.#refuse(error, name);
        subscription.end('failed');
      });
    } catch (error) {
      this.#refuse(error, name);
    }
  }

  #unsubscribed(topic: string, { reason }: Subscription): void {
    this.#subscriptions.delete(topic);
    const said = reason === 'gone' ? { op: 'unsubscribed', topic } : { op: 'ended', topic, reason };
    this.#write([JSON.stringify(said)]);
  }

  #refuse(error: unknown, topic?: string): void {
    const { code, message: detail, errors } = asMeshError(error);
    this.#write([JSON.stringify({ op: 'error', topic, code, status: problems[code].status, detail, errors })]);
  }

  readonly #write = (messages: readonly string[], left?: () => void): boolean => {
    if (this.signal.aborted) return false;
    const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0);
    const { bufferedAmount } = this.#socket;
    if (bufferedAmount > 0 && bufferedAmount + bytes > MAX_BUFFERED_BYTES) {
      this.end('slow');
      return false;
    }
    for (const [place, message] of messages.entries())
      this.#socket.send(message, place === messages.length - 1 ? () => left?.() : undefined);
    return true;
  };
}
