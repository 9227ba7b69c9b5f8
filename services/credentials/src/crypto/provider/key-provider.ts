import type { KeyObject } from 'node:crypto';
import type { KeyPlace } from '../context.ts';

/** A workspace's key as it is stored: sealed, with the id of the root key that opens it. */
export type WrappedKey = { readonly kid: string; readonly wrapped: Buffer };

/** Who holds root keys: this process, or a key service that never gives them away. */
export type KeyProvider = {
  /** The id of the root key that wraps what is new. */
  current(): Promise<string>;
  /** Whether a key of this id is held here. */
  knows(kid: string): boolean;
  /** Wraps 32 bytes for one place. Throws `unavailable` while a key service does not answer. */
  wrap(place: KeyPlace, raw: Buffer): Promise<WrappedKey>;
  /** Throws `Unreadable` for what was changed or belongs elsewhere, `unavailable` while a key service does not answer. */
  unwrap(place: KeyPlace, key: WrappedKey): Promise<KeyObject>;
};
