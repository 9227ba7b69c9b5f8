import type { KeyObject } from 'node:crypto';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { NumberedKey } from './envelope.ts';
import { addKey, keysOf } from './key-store.ts';
import { randomBytes } from './random-bytes.ts';
import type { RootKeys } from './root-keys.ts';
import { Unreadable } from './unreadable.ts';
import { KEY_BYTES, rootKeyIdOf, unwrapKey, wrapKey } from './wrapped-key.ts';

const MOST_WORKSPACES = 1_000;
const FRESH_MS = 300_000;
const purposes = ['workspace', 'audit'] as const;

/** The opened keys of one workspace. */
export type WorkspaceKeys = {
  /** Seals what is new. */
  readonly current: NumberedKey;
  /** Chains the audit rows. It outlives the workspace's other keys. */
  readonly audit: KeyObject;
  /** The key with this number. Throws `Unreadable` where there is none. */
  version(version: number): KeyObject;
};

/** Opens and keeps workspace keys: at most 1,000 workspaces, each for 5 minutes. */
export class KeyRing {
  readonly #db: Database<Schema>;
  readonly #roots: RootKeys;
  readonly #opened = new Map<string, { keys: WorkspaceKeys; until: number }>();

  constructor(db: Database<Schema>, roots: RootKeys) {
    this.#db = db;
    this.#roots = roots;
  }

  /** The keys of a workspace, made when it has none. Commits them before anything is sealed with them. */
  async of(workspaceId: string): Promise<WorkspaceKeys> {
    const kept = this.#opened.get(workspaceId);
    if (kept && kept.until > performance.now()) return kept.keys;
    const keys = await this.#load(workspaceId);
    this.#opened.delete(workspaceId);
    this.#opened.set(workspaceId, { keys, until: performance.now() + FRESH_MS });
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > MOST_WORKSPACES && oldest) this.#opened.delete(oldest);
    return keys;
  }

  async #load(workspaceId: string): Promise<WorkspaceKeys> {
    const rows = await this.#db.inWorkspace(workspaceId, async (trx) => {
      const found = await keysOf(trx);
      const missing = purposes.filter((purpose) => !found.some((row) => row.purpose === purpose));
      if (missing.length === 0) return found;
      for (const purpose of missing) await addKey(trx, workspaceId, { purpose, ...this.#make(workspaceId, purpose) });
      return keysOf(trx);
    });
    const open = ({ purpose, version, wrapped }: (typeof rows)[number]) => {
      const root = this.#roots.all.get(rootKeyIdOf(wrapped));
      if (!root) throw new Unreadable();
      return { version, key: unwrapKey(root, { workspaceId, purpose, version }, wrapped) };
    };
    const sealing = new Map(
      rows.filter(({ purpose }) => purpose === 'workspace').map((row) => [row.version, open(row)]),
    );
    const active = rows.find(({ purpose, state }) => purpose === 'workspace' && state === 'active');
    const audit = rows.find(({ purpose }) => purpose === 'audit');
    const current = active && sealing.get(active.version);
    if (!current || !audit) throw new Unreadable();
    return {
      current,
      audit: open(audit).key,
      version(version) {
        const found = sealing.get(version);
        if (!found) throw new Unreadable();
        return found.key;
      },
    };
  }

  #make(workspaceId: string, purpose: 'workspace' | 'audit') {
    const raw = randomBytes(KEY_BYTES);
    const wrapped = wrapKey(this.#roots.current, { workspaceId, purpose, version: 1 }, raw);
    raw.fill(0);
    return { version: 1, wrapped, rootKeyId: rootKeyIdOf(wrapped) };
  }
}
