import type { Entry } from '../interpreter/entry.ts';
import type { Happening } from '../interpreter/happening.ts';

/** The execution whose payload it is. */
export type PayloadOwner = { readonly workspaceId: string; readonly executionId: string };

/** A payload that lies in the bucket: its name and size there, and its key, wrapped by its workspace. */
export type Reference = { readonly id: string; readonly bytes: number; readonly key: string };
/** Members that lie in the bucket, by their names. */
export type Kept = Readonly<Record<string, Reference>>;

/** What happened, as the journal holds it. No happening from outside is of this kind, so none can pretend to be one. */
export type KeptHappening = {
  readonly kind: 'kept';
  readonly rest: Readonly<Record<string, unknown>>;
  readonly kept: Kept;
};
export type StoredHappening = Happening | KeptHappening;

/** An entry as the journal holds it. What users say stands in its `data` alone, so none can write `kept`. */
export type StoredEntry = Entry & { readonly kept?: Kept | undefined };
