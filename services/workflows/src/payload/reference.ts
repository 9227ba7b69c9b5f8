import type { Entry } from '../interpreter/entry.ts';
import type { Happening } from '../interpreter/happening.ts';

/** The execution that owns a payload. */
export type PayloadOwner = { readonly workspaceId: string; readonly executionId: string };

/** A reference to a payload in the bucket: its id and size, and its key, wrapped by its workspace. */
export type Reference = { readonly id: string; readonly bytes: number; readonly key: string };
/** References of members in the bucket, by name. */
export type Kept = Readonly<Record<string, Reference>>;

/** A happening with members in the bucket. No outside happening has this kind, so none can pose as one. */
export type KeptHappening = {
  readonly kind: 'kept';
  readonly rest: Readonly<Record<string, unknown>>;
  readonly kept: Kept;
};
export type StoredHappening = Happening | KeptHappening;

/** An entry as the journal stores it. Users write into `data` only, so they cannot forge `kept`. */
export type StoredEntry = Entry & { readonly kept?: Kept | undefined };
