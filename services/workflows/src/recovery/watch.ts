/** From so many deaths in a row without progress an execution is suspected of killing whoever works on it. */
export const SUSPECTED = 2;
/** After so many it is no longer taken up. */
export const CONDEMNED = 5;

/** How many suspects are worked on at once that so many processes have died with: the last time it is one alone. */
const TOGETHER: Readonly<Record<number, number>> = { 2: 64, 3: 8, 4: 1 };
/** A process that dies of itself as it starts has no suspect in hand yet. */
const SETTLES_MS = 1_000;

/** How many more suspects may be taken up, of at most how many deaths. */
export type Room = { readonly most: number; readonly deaths: number };

/**
 * An execution that is taken up. `deaths` are 0 of what no process died with; `watchMs`: whoever lives on with it for so long knows
 * that it is harmless.
 */
export type Claimed = { readonly id: string; readonly deaths: number; readonly watchMs: number };

/**
 * The suspects that a process works on. They are few at a time, and the fewer the more suspicious they are, so that the one that
 * kills is told from those that were beside it. One whose history grows, or that time goes by with, makes room for the next.
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

  /** Those that have been lived with for long enough. */
  outlived(now = performance.now()): string[] {
    return [...this.#watched].filter(([, { until }]) => until <= now).map(([id]) => id);
  }

  /** It is harmless. False where it was no suspect. */
  acquit(id: string): boolean {
    return this.#watched.delete(id);
  }
}
