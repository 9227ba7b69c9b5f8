import type { KeyObject } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Purpose } from './context.ts';
import type { NumberedKey } from './envelope.ts';
import { Unreadable } from './unreadable.ts';

/** The unwrapped keys of one workspace. */
export type WorkspaceKeys = {
  /** Encrypts new values. Throws `not-found` in a workspace whose keys were destroyed. */
  readonly current: NumberedKey;
  /** Chains the audit rows. It outlives the workspace's other keys. */
  readonly audit: KeyObject;
  /** The key with this number. Throws `Unreadable` if there is none. */
  version(version: number): KeyObject;
  /** Those that wrap the keys of payloads; none before the first payload. */
  readonly payload: {
    readonly current: NumberedKey | undefined;
    /** The number of the newest, 0 if there is none. */
    readonly newest: number;
    version(version: number): KeyObject;
  };
  readonly destroyed: boolean;
};

type Numbered = { readonly purpose: Purpose; readonly version: number; readonly state: 'active' | 'decrypt-only' };
type Opened = NumberedKey & Numbered;

/** Throws `Unreadable` if a key is missing that every workspace has. */
export function workspaceKeys(opened: readonly Opened[], isDestroyed: boolean): WorkspaceKeys {
  const active = isDestroyed ? undefined : activeOf(opened, 'workspace');
  const audit = activeOf(opened, 'audit');
  if (!audit || !(active || isDestroyed)) throw new Unreadable();
  return {
    get current() {
      if (!active) throw destroyed();
      return active;
    },
    audit: audit.key,
    version: byVersion(opened, 'workspace'),
    payload: {
      current: isDestroyed ? undefined : activeOf(opened, 'payload'),
      newest: newestOf(opened, 'payload'),
      version: byVersion(opened, 'payload'),
    },
    destroyed: isDestroyed,
  };
}

export function destroyed(): MeshError {
  return new MeshError('not-found', 'the keys of this workspace have been destroyed');
}

export function activeOf<Key extends Numbered>(keys: readonly Key[], wanted: Purpose): Key | undefined {
  return keys.find(({ purpose, state }) => purpose === wanted && state === 'active');
}

/** The highest number for a purpose, 0 if it has no key. */
export function newestOf(keys: readonly Numbered[], wanted: Purpose): number {
  return Math.max(0, ...keys.flatMap(({ purpose, version }) => (purpose === wanted ? [version] : [])));
}

function byVersion(opened: readonly Opened[], wanted: Purpose): (version: number) => KeyObject {
  const keys = new Map(opened.filter(({ purpose }) => purpose === wanted).map(({ version, key }) => [version, key]));
  return (version) => {
    const key = keys.get(version);
    if (!key) throw new Unreadable();
    return key;
  };
}
