import { EventEmitter } from 'node:events';
import type { Cache } from '@mesh/cache/cache';
import { readGrown } from '@mesh/contracts/hints';
import type { Log } from '@mesh/runtime/log';
import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { Channel } from './channel.ts';
import type { Follower } from './follower.ts';
import { hearPassing, type Passing } from './passing.ts';

/** Polling every second is not worth a trace. */
const untraced = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: '1'.repeat(32),
  spanId: '1'.repeat(16),
  traceFlags: TraceFlags.NONE,
});

/** The event name of a topic: a topic that others name must not become `error`, which emitters treat specially. */
const of = (name: string) => `of ${name}`;

/**
 * The topics that this process follows, each read once. Redis hints only wake the readers; what is true comes from the
 * database.
 */
export class Hub implements Disposable {
  readonly #channels = new Map<string, Channel>();
  readonly #hints = new EventEmitter().setMaxListeners(0);
  readonly #passing = new EventEmitter().setMaxListeners(0);
  readonly #listening = new DisposableStack();
  readonly #log: Log;

  constructor({ cache, hints, log }: { cache: Cache; hints: string; log: Log }) {
    this.#log = log;
    const hear = (_channel: string, text: string) => {
      for (const [name, seq] of readGrown(text)) this.#hints.emit(of(name), seq);
    };
    this.#listening.use(cache.subscribe(hints, hear));
    this.#listening.use(hearPassing(cache, (name, passing) => this.#passing.emit(of(name), passing)));
    this.#listening.use(cache.onReset(() => this.#wakeAll()));
  }

  /** The number of topics being read. */
  get size(): number {
    return this.#channels.size;
  }

  /**
   * Sends the follower everything past its position from now on, until its signal aborts. False if the topic's other followers
   * are further ahead: then it must read on by itself first.
   */
  join(follower: Follower, epoch: number): boolean {
    const { signal, topic } = follower;
    if (signal.aborted) return true;
    const key = `${topic.key} ${epoch}`;
    const there = this.#channels.get(key);
    if (there && there.position > follower.position) return false;
    const channel = there ?? new Channel({ epoch, position: follower.position, log: this.#log });
    channel.add(follower);
    signal.addEventListener('abort', () => channel.remove(follower), { once: true });
    if (!there) this.#open(key, topic.hint, channel);
    return true;
  }

  #open(key: string, hint: string, channel: Channel): void {
    const event = of(hint);
    const hear = (seq: number) => channel.hint(seq);
    this.#channels.set(key, channel);
    this.#hints.on(event, hear);
    const pass = (passing: Passing) => channel.pass(passing);
    this.#passing.on(event, pass);
    channel.signal.addEventListener('abort', () => {
      this.#channels.delete(key);
      this.#hints.off(event, hear);
      this.#passing.off(event, pass);
    });
    void context.with(untraced, () => channel.run());
  }

  #wakeAll(): void {
    for (const channel of this.#channels.values()) channel.hint(Number.POSITIVE_INFINITY);
  }

  [Symbol.dispose](): void {
    this.#listening.dispose();
  }
}
