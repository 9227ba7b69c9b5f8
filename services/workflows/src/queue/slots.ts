/** What a process works on at once, in total and per workspace. */
export type Capacity = { readonly inAll: number; readonly ofWorkspace: number };

export const USUAL_CAPACITY: Capacity = { inAll: 5_000, ofWorkspace: 2_000 };
/** Slots that each workspace gets however full the process is, so that a quiet one never waits for a noisy one. */
export const RESERVED = 10;

/** The slots of a process, held by running executions. One that waits for a time or an event holds none. */
export class Slots {
  readonly capacity: Capacity;
  readonly #held = new Map<object, string>();
  readonly #ofWorkspace = new Map<string, number>();
  /** Workspaces with queued executions: later ones wait behind these. */
  #queued: ReadonlySet<string> = new Set();
  #onFreed: (() => void) | undefined;

  constructor(capacity: Capacity = USUAL_CAPACITY) {
    this.capacity = capacity;
  }

  get held(): number {
    return this.#held.size;
  }

  get byWorkspace(): ReadonlyMap<string, number> {
    return this.#ofWorkspace;
  }

  /** Whether this many executions of the workspace may begin at once. */
  isFree(workspaceId: string, count = 1): boolean {
    if (this.#queued.has(workspaceId)) return false;
    const running = (this.#ofWorkspace.get(workspaceId) ?? 0) + count;
    const { inAll, ofWorkspace } = this.capacity;
    return running <= Math.min(RESERVED, ofWorkspace) || (running <= ofWorkspace && this.held + count <= inAll);
  }

  hold(holder: object, workspaceId: string): void {
    if (this.#held.has(holder)) return;
    this.#held.set(holder, workspaceId);
    this.#ofWorkspace.set(workspaceId, (this.#ofWorkspace.get(workspaceId) ?? 0) + 1);
  }

  release(holder: object): void {
    const workspaceId = this.#held.get(holder);
    if (workspaceId === undefined) return;
    this.#held.delete(holder);
    const left = (this.#ofWorkspace.get(workspaceId) ?? 1) - 1;
    if (left > 0) this.#ofWorkspace.set(workspaceId, left);
    else this.#ofWorkspace.delete(workspaceId);
    this.#onFreed?.();
  }

  /**
   * Remembers which workspaces have queued executions. While there are any, `onFreed` is called for each slot that becomes
   * free.
   */
  remember(queued: ReadonlySet<string>, onFreed: (() => void) | undefined): void {
    this.#queued = queued;
    this.#onFreed = onFreed;
  }
}
