import { MeshError } from '@mesh/contracts/mesh-error';
import { Attendance, type Attended } from '../attendance.ts';

const MOST = 10_000;
const TICK_MS = 500;
const FULL_SECONDS = 5;

/** The open streams of this process: their limit, the clock that they share, and their common end. */
export class OpenStreams implements Disposable {
  readonly #open = new Map<Attended, Attendance>();
  #most: number;
  readonly #clock = setInterval(() => this.#tick(), TICK_MS);

  constructor(most = MOST) {
    this.#most = most;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Admits the stream until its signal aborts. `mayStill` rejects once its key may no longer read. Throws `unavailable`. */
  admit(stream: Attended, mayStill: () => Promise<unknown>): void {
    if (this.#open.size >= this.#most)
      throw new MeshError('unavailable', 'too many streams are open here; connect again later', {
        retryAfterSeconds: FULL_SECONDS,
      });
    if (stream.signal.aborted) return;
    this.#open.set(stream, new Attendance(stream, mayStill, performance.now()));
    stream.signal.addEventListener('abort', () => this.#open.delete(stream), { once: true });
  }

  #tick(): void {
    const now = performance.now();
    for (const attendance of this.#open.values()) attendance.tick(now);
  }

  /** Ends all streams now; the clients reconnect elsewhere, not all at once. */
  [Symbol.dispose](): void {
    clearInterval(this.#clock);
    this.#most = 0;
    for (const stream of this.#open.keys()) stream.end('drain');
  }
}
