import type { Batch } from '../batch.ts';
import { formatCursor } from '../cursor.ts';
import type { EndReason, Follower } from '../follower.ts';
import type { Passing } from '../passing.ts';
import type { Topic } from '../topic.ts';

/** Writes messages to the client; false if it reads too slowly and was cut. */
type Write = (messages: readonly string[], left?: () => void) => boolean;

/** One topic that the client of a socket follows. It ends once, for one reason; then its signal aborts. */
export class Subscription implements Follower {
  readonly topic: Topic;
  readonly #name: string;
  readonly #write: Write;
  readonly #ended = new AbortController();
  #position = 0;
  #reason: EndReason | undefined;

  constructor(name: string, topic: Topic, write: Write) {
    this.topic = topic;
    this.#name = name;
    this.#write = write;
  }

  get position(): number {
    return this.#position;
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  get reason(): EndReason | undefined {
    return this.#reason;
  }

  /** Confirms the subscription. Items past `position` follow. */
  start(position: number): void {
    this.#position = position;
    this.#write([JSON.stringify({ op: 'subscribed', topic: this.#name })]);
  }

  /** Tells the client that its cursor is not of this sequence: here is a snapshot, and everything follows. */
  reset(epoch: number, snapshot: Record<string, unknown>): void {
    this.#write([this.#event(epoch, 0, 'stream.reset', JSON.stringify({ epoch, seq: 0, ...snapshot }))]);
  }

  take(batch: Batch, left?: () => void): void {
    if (this.signal.aborted || batch.last <= this.#position) return;
    const items = batch.itemsAfter(this.#position, this.topic.wants);
    this.#position = batch.last;
    if (items.length === 0) left?.();
    else
      this.#write(
        items.map(({ seq, type, json }) => this.#event(batch.epoch, seq, type, json)),
        left,
      );
  }

  pass({ type, json }: Passing): void {
    if (this.signal.aborted) return;
    const told = { op: 'event', topic: this.#name, event: type };
    this.#write([`${JSON.stringify(told).slice(0, -1)},"data":${json}}`]);
  }

  end(reason: EndReason): void {
    if (this.signal.aborted) return;
    this.#reason = reason;
    this.#ended.abort();
  }

  #event(epoch: number, seq: number, type: string, json: string): string {
    const told = { op: 'event', topic: this.#name, id: formatCursor({ epoch, seq }), event: type };
    return `${JSON.stringify(told).slice(0, -1)},"data":${json}}`; // the item's JSON is embedded, not serialized again
  }
}
