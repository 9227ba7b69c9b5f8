import { EventEmitter } from 'node:events';
import type { Log } from '@mesh/runtime/log';
import { Redis } from 'ioredis';
import { connection } from './connection.ts';

type Hear = (channel: string, text: string) => void;

/** One subscribing connection for the process. A pattern is never given up: reference-counted subscriptions race. */
export class Subscriber implements Disposable {
  readonly #redis: Redis;
  readonly #heard = new EventEmitter().setMaxListeners(0);
  readonly #patterns = new Set<string>();
  readonly #log: Log;

  constructor(url: string, log: Log) {
    this.#log = log;
    this.#redis = new Redis(url, { ...connection, autoResubscribe: false, lazyConnect: true });
    this.#redis.on('error', () => {}); // the other connection reports it
    this.#redis.on('ready', () => void this.#again());
    this.#redis.on('pmessage', (pattern, channel, text) => this.#heard.emit(`on ${pattern}`, channel, text));
  }

  hear(pattern: string, hear: Hear): Disposable {
    const event = `on ${pattern}`;
    this.#heard.on(event, hear);
    if (!this.#patterns.has(pattern)) {
      this.#patterns.add(pattern);
      if (this.#redis.status === 'wait') void this.#redis.connect().catch(() => {});
      else if (this.#redis.status === 'ready') void this.#subscribe(pattern);
    }
    return { [Symbol.dispose]: () => void this.#heard.off(event, hear) };
  }

  onReset(listener: () => void): Disposable {
    this.#heard.on('reset', listener);
    return { [Symbol.dispose]: () => void this.#heard.off('reset', listener) };
  }

  async #again(): Promise<void> {
    await Promise.all([...this.#patterns].map((pattern) => this.#subscribe(pattern)));
    this.#heard.emit('reset');
  }

  async #subscribe(pattern: string): Promise<void> {
    await this.#redis
      .psubscribe(pattern)
      .catch((error: unknown) => this.#log.warn({ err: error }, 'a Redis subscription failed'));
  }

  [Symbol.dispose](): void {
    this.#redis.disconnect();
  }
}
