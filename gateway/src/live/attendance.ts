import { MeshError } from '@mesh/contracts/mesh-error';
import type { EndReason } from './follower.ts';

const HEARTBEAT_MS = 15_000;
const ROTATE_MS = 14 * 60_000;
const ROTATE_JITTER_MS = 60_000;
const CHECK_MS = 1_500; // a verified key is cached for 2.5 s, so a revoked one is noticed within 5 s
const refusals: ReadonlySet<string> = new Set(['unauthenticated', 'forbidden']);

/** What a client holds open. */
export type Attended = {
  readonly signal: AbortSignal;
  beat(): void;
  end(reason: EndReason): void;
};

/** The timed duties of one open stream: heartbeats, re-checking its key, its planned end. */
export class Attendance {
  readonly stream: Attended;
  readonly #mayStill: () => Promise<unknown>;
  readonly #rotateAt: number;
  #beatAt: number;
  #checkAt: number;
  #checking = false;

  constructor(stream: Attended, mayStill: () => Promise<unknown>, now: number) {
    this.stream = stream;
    this.#mayStill = mayStill;
    this.#rotateAt = now + ROTATE_MS + (Math.random() * 2 - 1) * ROTATE_JITTER_MS;
    this.#beatAt = now + HEARTBEAT_MS;
    this.#checkAt = now + CHECK_MS;
  }

  /** Does what is due at `now`, in ms of a monotonic clock. */
  tick(now: number): void {
    if (now >= this.#rotateAt) this.stream.end('rotation');
    if (now >= this.#beatAt) {
      this.#beatAt = now + HEARTBEAT_MS;
      this.stream.beat();
    }
    if (now >= this.#checkAt && !this.#checking) {
      this.#checkAt = now + CHECK_MS;
      void this.#check();
    }
  }

  /** A check that fails for want of the database decides nothing: no key can be revoked meanwhile either. */
  async #check(): Promise<void> {
    this.#checking = true;
    try {
      await this.#mayStill();
    } catch (error) {
      if (error instanceof MeshError && refusals.has(error.code)) this.stream.end('refused');
    }
    this.#checking = false;
  }
}
