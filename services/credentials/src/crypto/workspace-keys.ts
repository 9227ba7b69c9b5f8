import type { KeyObject } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Purpose } from './context.ts';
import type { NumberedKey } from './envelope.ts';
import { Unreadable } from './unreadable.ts';

/** The opened keys of one workspace. */
export type WorkspaceKeys = {
  /** Seals what is new. Throws `not-found` in a workspace whose keys were destroyed. */
  readonly current: NumberedKey;
  /** Chains the audit rows. It outlives the workspace's other keys. */
  readonly audit: KeyObject;
  /** The key with this number. Throws `Unreadable` where there is none. */
  version(version: number): KeyObject;
  /** Those that wrap the keys of payloads: there is none before the first payload. */
  readonly payload: { readonly current: NumberedKey | undefined; version(version: number): KeyObject };
  readonly destroyed: boolean;
};

type Opened = NumberedKey & { readonly purpose: Purpose; readonly state: 'active' | 'decrypt-only' };

/** Throws `Unreadable` where one is missing that a workspace has to have. */
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
    payload: { current: isDestroyed ? undefined : activeOf(opened, 'payload'), version: byVersion(opened, 'payload') },
    destroyed: isDestroyed,
  };
}

export function destroyed(): MeshError {
  return new MeshError('not-found', 'the keys of this workspace have been destroyed');
}

function activeOf(opened: readonly Opened[], wanted: Purpose): Opened | undefined {
  return opened.find(({ purpose, state }) => purpose === wanted && state === 'active');
}

function byVersion(opened: readonly Opened[], wanted: Purpose): (version: number) => KeyObject {
  const keys = new Map(opened.filter(({ purpose }) => purpose === wanted).map(({ version, key }) => [version, key]));
  return (version) => {
    const key = keys.get(version);
    if (!key) throw new Unreadable();
    return key;
  };
}
