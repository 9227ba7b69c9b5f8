import type { KeyObject } from 'node:crypto';
import type { KeyPlace } from '../context.ts';

/** A workspace's key as it is stored: wrapped, with the id of the root key that unwraps it. */
export type WrappedKey = { readonly kid: string; readonly wrapped: Buffer };

/** What holds root keys: this process, or a key service that never reveals them. */
export type KeyProvider = {
  /** The id of the root key that wraps new keys. */
  current(): Promise<string>;
  /** Whether it holds a key with this id. */
  knows(kid: string): boolean;
  /** Wraps 32 bytes for one place. Throws `unavailable` while a key service does not answer. */
  wrap(place: KeyPlace, raw: Buffer): Promise<WrappedKey>;
  /** Throws `Unreadable` for a key that was changed or belongs elsewhere, `unavailable` while a key service does not answer. */
  unwrap(place: KeyPlace, key: WrappedKey): Promise<KeyObject>;
};
