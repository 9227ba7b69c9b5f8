/** A longer turn has blocked others, so they come next. */
const LONG_MS = 20;

/**
 * Runs turns of executions one at a time. After a long one the event loop runs first, so that many of them do not add up to one
 * stall; meanwhile others queue, with workspaces taking turns.
 */
export class Turns {
  /** Waiting turns by workspace; the first workspace is next. */
  readonly #lines = new Map<string, (() => void)[]>();
  #isResting = false;

  /** Runs `work` at once, or when its turn comes. */
  take<T>(workspaceId: string, work: () => T): T | Promise<T> {
    if (!this.#isResting) return this.#timed(work);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const line = this.#lines.get(workspaceId) ?? [];
    this.#lines.set(workspaceId, line);
    line.push(() => {
      try {
        resolve(this.#timed(work));
      } catch (error) {
        reject(error);
      }
    });
    return promise;
  }

  #timed<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      if (performance.now() - began > LONG_MS) this.#rest();
    }
  }

  #rest(): void {
    this.#isResting = true;
    setImmediate(() => {
      this.#isResting = false;
      this.#goOn();
    });
  }

  /** Runs waiting turns until one takes long again or none is left. */
  #goOn(): void {
    for (const [workspaceId, line] of this.#lines) {
      const work = line.shift();
      this.#lines.delete(workspaceId);
      if (line.length > 0) this.#lines.set(workspaceId, line);
      work?.();
      if (this.#isResting) return;
    }
  }
}
