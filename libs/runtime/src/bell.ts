import { pauseFor } from './pause-for.ts';

/** Wakes one sleeper. A ring while it is awake is kept for its next sleep. */
export class Bell {
  #rung = false;
  #wake: AbortController | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.abort();
  }

  /** Resolves at the next ring, after `ms`, or when `signal` aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      this.#wake = new AbortController();
      await pauseFor(ms, AbortSignal.any([this.#wake.signal, signal]));
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}
