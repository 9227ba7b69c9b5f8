import type { Log } from '@mesh/runtime/log';

const OPENS_AFTER = 3;
const PROBE_MS = 1_000;

/** After three failures in a row nobody waits for the server any more; one caller a second tries it again. */
export class Breaker {
  readonly #log: Log;
  #failures = 0;
  #probeAt = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  get closed(): boolean {
    return this.#failures < OPENS_AFTER;
  }

  /** What `work` answers, or `undefined` when it fails or is not tried. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (!this.closed && performance.now() < this.#probeAt) return undefined;
    this.#probeAt = performance.now() + PROBE_MS;
    try {
      const answer = await work();
      this.healed();
      return answer;
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  failed(error: unknown): void {
    this.#failures += 1;
    if (this.#failures === OPENS_AFTER)
      this.#log.warn({ err: error }, 'Redis does not answer; the mesh goes on without it');
  }

  healed(): void {
    if (!this.closed) this.#log.info({}, 'Redis answers again');
    this.#failures = 0;
  }
}
