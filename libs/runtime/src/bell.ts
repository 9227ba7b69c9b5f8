import { pauseFor } from './pause-for.ts';

/** Wakes one sleeper. A ring while it is awake is kept for its next sleep. */
export class Bell {
  #isRung = false;
  #wake: AbortController | undefined;

  get isAsleep(): boolean {
    return this.#wake !== undefined;
  }

  /** Whether a ring is kept for the next sleep. */
  get isRung(): boolean {
    return this.#isRung;
  }

  ring(): void {
    this.#isRung = true;
    this.#wake?.abort();
  }

  /** Resolves at the next ring, after `ms`, or when `signal` aborts. True if it was a ring. */
  async sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#isRung && !signal.aborted) {
      this.#wake = new AbortController();
      await pauseFor(ms, AbortSignal.any([this.#wake.signal, signal]));
      this.#wake = undefined;
    }
    const isRung = this.#isRung;
    this.#isRung = false;
    return isRung;
  }
}
