import { MeshError } from '@mesh/contracts/mesh-error';

/** Children may need slots themselves before they free theirs, so waiting for one is bounded. */
const PATIENCE_MS = 30_000;

/** Slots of this process, per workspace, for children that their parents wait for. */
export class ChildSlots {
  readonly #patienceMs: number;
  readonly #held = new Map<string, number>();
  readonly #lines = new Map<string, Set<() => void>>();

  constructor(patienceMs: number = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  isFull(workspaceId: string, most: number): boolean {
    return (this.#held.get(workspaceId) ?? 0) >= most;
  }

  /** A slot regardless of limits, for a child that is under way already; disposing frees it. */
  hold(workspaceId: string): Disposable {
    this.#held.set(workspaceId, (this.#held.get(workspaceId) ?? 0) + 1);
    return { [Symbol.dispose]: () => this.#giveBack(workspaceId) };
  }

  /**
   * One of at most `most` slots, in order of arrival. Throws `rate-limited` if none becomes free in time, and when `signal`
   * aborts.
   */
  async take(workspaceId: string, most: number, signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (!this.isFull(workspaceId, most)) return this.hold(workspaceId);
    const turn = Promise.withResolvers<void>();
    const line = this.#lines.get(workspaceId) ?? new Set();
    this.#lines.set(workspaceId, line.add(turn.resolve));
    const leave = () => turn.reject(signal.reason);
    const timer = setTimeout(() => turn.reject(full(most)), this.#patienceMs);
    signal.addEventListener('abort', leave, { once: true });
    try {
      await turn.promise;
      return { [Symbol.dispose]: () => this.#giveBack(workspaceId) };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      line.delete(turn.resolve);
      if (line.size === 0) this.#lines.delete(workspaceId);
    }
  }

  /** Hands the slot to whoever has waited longest. */
  #giveBack(workspaceId: string): void {
    const line = this.#lines.get(workspaceId);
    for (const next of line ?? []) {
      line?.delete(next);
      next();
      return;
    }
    const left = (this.#held.get(workspaceId) ?? 1) - 1;
    if (left > 0) this.#held.set(workspaceId, left);
    else this.#held.delete(workspaceId);
  }
}

function full(most: number): MeshError {
  return new MeshError(
    'rate-limited',
    `this workspace has ${most} workflows under way that tasks wait for; let some end`,
    {
      retryAfterSeconds: 1,
      extra: { quota: 'children-at-once', limit: most },
    },
  );
}
