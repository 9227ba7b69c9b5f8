import type { ServerResponse } from 'node:http';
import type { Attended } from '../attendance.ts';
import type { Batch } from '../batch.ts';
import { LAST_WORDS_MS, MAX_BUFFERED_BYTES } from '../client-limits.ts';
import type { EndReason, Follower } from '../follower.ts';
import { heartbeat, passingFrame, retryFrame } from '../frame.ts';
import { framesSent, openStreams, streamsEnded } from '../metrics.ts';
import type { Passing } from '../passing.ts';
import type { Topic } from '../topic.ts';

/** A response that is a stream of events. It ends once, for one reason; then its signal aborts. */
export class EventStream implements Follower, Attended {
  readonly topic: Topic;
  readonly #response: ServerResponse;
  readonly #ended = new AbortController();
  #position = 0;
  #reason: EndReason | undefined;
  #started = false;
  #beating = false;

  constructor(response: ServerResponse, topic: Topic) {
    this.topic = topic;
    this.#response = response;
    response.once('close', () => this.#over('gone'));
    if (response.closed || response.destroyed) this.#over('gone');
  }

  get position(): number {
    return this.#position;
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Why it has ended; undefined while it is open. */
  get reason(): EndReason | undefined {
    return this.#reason;
  }

  /** Sends the headers and a first line, so that the client knows it is connected. Items past `position` follow. */
  start(headers: Record<string, number | string | string[] | undefined>, position: number, first = ''): void {
    if (this.signal.aborted) return;
    this.#started = true;
    this.#position = position;
    openStreams.add(1);
    this.#response.shouldKeepAlive = false; // an idle socket that outlives its stream would delay the shutdown
    this.#response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#response.write(retryFrame(900, 1_100) + first);
  }

  take(batch: Batch, left?: () => void): void {
    if (this.signal.aborted || batch.last <= this.#position) return;
    const bytes = batch.framesAfter(this.#position, this.topic.wants);
    if (bytes.length === 0) {
      this.#position = batch.last;
      left?.();
      return;
    }
    const buffered = this.#response.writableLength;
    if (buffered > 0 && buffered + bytes.length > MAX_BUFFERED_BYTES) {
      this.end('slow');
      return;
    }
    framesSent.add(batch.last - this.#position);
    this.#position = batch.last;
    this.#response.write(bytes, left);
  }

  pass(passing: Passing): void {
    if (this.signal.aborted || !this.#started || this.#response.writableLength > 0) return;
    this.#response.write(passingFrame(passing));
  }

  /** Sends a heartbeat. If the one before is still unsent, nobody reads. */
  beat(): void {
    if (this.signal.aborted || !this.#started) return;
    if (this.#beating) this.end('stuck');
    else
      this.#response.write(heartbeat, () => {
        this.#beating = false;
      });
    this.#beating = true;
  }

  end(reason: EndReason): void {
    if (!this.#over(reason) || !this.#started) return;
    if (reason === 'slow' || reason === 'stuck') {
      this.#response.destroy();
      return;
    }
    this.#response.end(reason === 'over' || reason === 'refused' ? '' : retryFrame(1_000, 5_000));
    const cut = setTimeout(() => this.#response.destroy(), LAST_WORDS_MS); // a client that does not read must not delay the shutdown
    this.#response.once('close', () => clearTimeout(cut));
  }

  #over(reason: EndReason): boolean {
    if (this.signal.aborted) return false;
    this.#reason = reason;
    this.#ended.abort();
    if (this.#started) {
      openStreams.add(-1);
      streamsEnded.add(1, { reason });
    }
    return true;
  }
}
