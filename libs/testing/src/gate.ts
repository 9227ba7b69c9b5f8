import { setTimeout as sleep } from 'node:timers/promises';

/** Which direction a cut stops: from the clients, to them, or both. */
export const cuts = ['there', 'back', 'both'] as const;
export type Cut = (typeof cuts)[number];

/** Holds back one or both directions of a connection while cut. */
export class Gate {
  #cut: { readonly which: Cut; readonly over: Promise<void>; readonly end: () => void } | undefined;

  cut(which: Cut): void {
    this.heal();
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    this.#cut = { which, over, end };
  }

  heal(): void {
    this.#cut?.end();
    this.#cut = undefined;
  }

  /** Resolves once `way` is open; for what arrived during a cut, as long after it as it has waited. */
  async opened(way: Cut): Promise<void> {
    for (let cut = this.#stopping(way); cut; cut = this.#stopping(way)) {
      const came = performance.now();
      await cut.over;
      await sleep(performance.now() - came);
    }
  }

  /** The cut that stops `way`, if there is one. */
  #stopping(way: Cut) {
    const isConcerned = way === 'both' || this.#cut?.which === 'both' || this.#cut?.which === way;
    return isConcerned ? this.#cut : undefined;
  }
}
