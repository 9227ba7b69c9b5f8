/** From this many deaths in a row without progress an execution is suspected of killing its process. */
export const SUSPECTED = 2;
/** After this many it is no longer taken up. */
export const CONDEMNED = 5;

/** Suspects worked on at once, by their number of deaths: the last time it is one alone. */
const TOGETHER: Readonly<Record<number, number>> = { 2: 64, 3: 8, 4: 1 };
/** A process that crashes at start does so before it holds a suspect. */
const SETTLES_MS = 1_000;

/** How many more suspects may be taken up, and with how many deaths at most. */
export type Room = { readonly most: number; readonly deaths: number };

/**
 * A claimed execution. `deaths` is 0 if no process died with it; after surviving it for `watchMs`, a process knows it is
 * harmless.
 */
export type Claimed = { readonly id: string; readonly deaths: number; readonly watchMs: number };

/**
 * The suspects that a process works on. The more suspicious, the fewer at a time, so that the one that kills is told from those
 * beside it. A suspect that makes progress or is survived makes room for the next.
 */
export class Watch {
  readonly #watched = new Map<string, { readonly deaths: number; readonly until: number }>();
  readonly #settledAt: number;

  constructor(now = performance.now()) {
    this.#settledAt = now + SETTLES_MS;
  }

  room(now = performance.now()): Room {
    const { size } = this.#watched;
    if (now < this.#settledAt) return { most: 0, deaths: 0 };
    if (size === 0) return { most: 1, deaths: CONDEMNED - 1 };
    const deaths = Math.max(...[...this.#watched.values()].map((one) => one.deaths));
    return { most: Math.max(0, (TOGETHER[deaths] ?? 1) - size), deaths };
  }

  add({ id, deaths, watchMs }: Claimed, now = performance.now()): void {
    if (deaths >= SUSPECTED) this.#watched.set(id, { deaths, until: now + watchMs });
  }

  /** Suspects that were survived for long enough. */
  outlived(now = performance.now()): string[] {
    return [...this.#watched].filter(([, { until }]) => until <= now).map(([id]) => id);
  }

  /** Clears a suspect. False if it was none. */
  acquit(id: string): boolean {
    return this.#watched.delete(id);
  }
}
