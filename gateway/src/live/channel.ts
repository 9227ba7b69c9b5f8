import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { batchOf } from './batch.ts';
import type { EndReason, Follower } from './follower.ts';
import type { Passing } from './passing.ts';
import type { Page } from './topic.ts';

const POLL_MS = 1_000;

/** Reads one topic for all of its followers in this process that are at its head. It lives as long as it has followers. */
export class Channel {
  readonly #epoch: number;
  readonly #log: Log;
  readonly #followers = new Set<Follower>();
  readonly #stop = new AbortController();
  #position: number;
  #hinted = 0;
  #failing = false;
  #wake = () => {};

  constructor({ epoch, position, log }: { epoch: number; position: number; log: Log }) {
    this.#epoch = epoch;
    this.#position = position;
    this.#log = log;
  }

  /** The `seq` up to which every follower has been sent. */
  get position(): number {
    return this.#position;
  }

  /** Aborts at once when the last follower leaves. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  add(follower: Follower): void {
    this.#followers.add(follower);
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower);
    if (this.#followers.size > 0) return;
    this.#stop.abort();
    this.#wake();
  }

  /** Passes a volatile message on to all followers. */
  pass(passing: Passing): void {
    for (const follower of this.#followers) follower.pass?.(passing);
  }

  /** A hint says that there are items up to `seq`. */
  hint(seq: number): void {
    this.#hinted = Math.max(this.#hinted, seq);
    if (this.#hinted > this.#position) this.#wake();
  }

  /**
   * Reads and sends until nobody follows. The first read is immediate, so it includes what was hinted before. Never rejects.
   */
  async run(): Promise<void> {
    while (!this.signal.aborted) {
      this.#hinted = 0;
      const page = await this.#read();
      const again = page && this.#tell(page);
      if (!again && this.#hinted <= this.#position) await this.#quiet();
    }
  }

  /** Whether to read again at once. */
  #tell(page: Page): boolean {
    if (page.epoch !== this.#epoch) return this.#endAll('moved');
    const batch = batchOf(page);
    if (!batch) return page.ended && this.#endAll('over');
    this.#position = batch.last;
    for (const follower of this.#followers) follower.take(batch);
    return page.more || page.ended;
  }

  async #read(): Promise<Page | undefined> {
    const [reader] = this.#followers;
    try {
      const page = await reader?.topic.read(this.#position, this.signal);
      this.#failing = false;
      return this.signal.aborted ? undefined : page;
    } catch (error) {
      if (this.signal.aborted) return undefined;
      if (error instanceof MeshError && error.code === 'not-found') this.#endAll('moved');
      else if (!this.#failing) this.#log.warn({ err: error }, 'a live topic cannot be read now, and is tried on');
      this.#failing = true;
      return undefined;
    }
  }

  #endAll(reason: EndReason): false {
    for (const follower of this.#followers) follower.end(reason);
    return false;
  }

  /** Waits for a hint, or until one may have been missed. */
  async #quiet(): Promise<void> {
    if (this.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, POLL_MS * (0.75 + Math.random() / 4));
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }
}
