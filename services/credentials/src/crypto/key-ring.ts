import type { Database } from '@mesh/database/database';
import { Remembered } from '@mesh/runtime/remembered';
import type { Schema } from '../db/schema.ts';
import type { KeyPlace } from './context.ts';
import type { NumberedKey } from './envelope.ts';
import { addKey, isDestroyed, keysOf } from './key-store.ts';
import { newWrappedKey } from './new-wrapped-key.ts';
import type { KeyProvider } from './provider/key-provider.ts';
import { activeOf, destroyed, newestOf, type WorkspaceKeys, workspaceKeys } from './workspace-keys.ts';

const MOST_WORKSPACES = 1_000;
const FRESH_MS = 300_000;
const purposes = ['workspace', 'audit'] as const;

/** Unwraps and caches workspace keys: at most 1,000 workspaces, each for 5 minutes. */
export class KeyRing {
  readonly #db: Database<Schema>;
  readonly #provider: KeyProvider;
  readonly #opened = new Remembered<WorkspaceKeys>(MOST_WORKSPACES, { lifeMs: FRESH_MS });

  constructor(db: Database<Schema>, provider: KeyProvider) {
    this.#db = db;
    this.#provider = provider;
  }

  /** The keys of a workspace, created if it has no current one. Commits them before anything is encrypted with them. */
  of(workspaceId: string): Promise<WorkspaceKeys> {
    return this.#opened.get(workspaceId, () => this.#load(workspaceId));
  }

  /** The key that wraps those of payloads, created if the workspace has none. Throws `not-found` if its keys were destroyed. */
  async forPayloads(workspaceId: string): Promise<NumberedKey> {
    const kept = await this.of(workspaceId);
    if (kept.payload.current) return kept.payload.current;
    if (kept.destroyed) throw destroyed();
    await this.#make(workspaceId, [{ purpose: 'payload', version: kept.payload.newest + 1 }]);
    this.forget(workspaceId); // a concurrent read may have missed this key
    const { payload } = await this.of(workspaceId);
    if (!payload.current) throw destroyed(); // destroyed meanwhile
    return payload.current;
  }

  /** The current keys, for a caller who found that the `old` ones are outdated. */
  async newerThan(workspaceId: string, old: WorkspaceKeys): Promise<WorkspaceKeys> {
    const kept = await this.of(workspaceId);
    if (kept !== old) return kept;
    this.forget(workspaceId);
    return this.of(workspaceId);
  }

  forget(workspaceId: string): void {
    this.#opened.forget(workspaceId);
  }

  forgetAll(): void {
    this.#opened.forgetAll();
  }

  async #load(workspaceId: string): Promise<WorkspaceKeys> {
    const { rows, destroyed } = await this.#stored(workspaceId);
    const opened = await Promise.all(
      rows.map(async (row) => ({ ...row, key: await this.#provider.unwrap({ workspaceId, ...row }, row) })),
    );
    return workspaceKeys(opened, destroyed);
  }

  /** New keys are wrapped between two transactions, since a key service may be slow. */
  async #stored(workspaceId: string) {
    const read = () =>
      this.#db.inWorkspace(workspaceId, async (trx) => ({
        rows: await keysOf(trx),
        destroyed: await isDestroyed(trx),
      }));
    const found = await read();
    const missing = purposes
      .filter((purpose) => !activeOf(found.rows, purpose) && !(found.destroyed && purpose === 'workspace'))
      .map((purpose) => ({ purpose, version: newestOf(found.rows, purpose) + 1 }));
    if (missing.length === 0) return found;
    await this.#make(workspaceId, missing);
    return read();
  }

  async #make(workspaceId: string, missing: readonly Omit<KeyPlace, 'workspaceId'>[]): Promise<void> {
    const made = await Promise.all(missing.map((place) => newWrappedKey(this.#provider, { workspaceId, ...place })));
    await this.#db.inWorkspace(workspaceId, async (trx) => {
      for (const key of made) await addKey(trx, workspaceId, key);
    });
  }
}
