/** What takes longer in one go makes others wait, so they come first then. */
const LONG_MS = 20;

/**
 * Turns of executions, which are worked on one at a time. After one that took long the event loop goes round once, so that
 * many of them are not one standstill; meanwhile others gather, and workspaces come in turn.
 */
export class Turns {
  /** What waits, by workspace; the next workspace is the first. */
  readonly #lines = new Map<string, (() => void)[]>();
  #isResting = false;

  /** Does work at once, or once it is its turn. */
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

  /** Until one takes long again, or nothing waits. */
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
