/** What clients ask, each with what it was answered. Lists are versions of a credential; items are executions, by their input. */
export type Asked =
  | { readonly kind: 'append'; readonly list: string; readonly value: string }
  | { readonly kind: 'read'; readonly list: string; readonly values: readonly string[] }
  | { readonly kind: 'start'; readonly workflow: string; readonly item: string; readonly id: string }
  | { readonly kind: 'signal'; readonly item: string; readonly value: string }
  | { readonly kind: 'get'; readonly id: string; readonly shown: Shown | undefined }
  | { readonly kind: 'all'; readonly workflow: string; readonly items: readonly Listed[] }
  | { readonly kind: 'journal'; readonly id: string; readonly entries: readonly Entry[] };
export type Shown = { readonly item: string; readonly status: string; readonly value: string | undefined };
export type Listed = { readonly id: string; readonly item: string };
export type Entry = { readonly seq: number; readonly type: string };

/**
 * One call of a history: when it was sent and answered, in ms. `refused`: it has done nothing. `unknown`: it was not answered, or
 * by an error that leaves open what it has done; it has no end then, and what it changes may come to be at any time.
 */
export type Call = Asked & {
  readonly began: number;
  readonly ended: number;
  readonly outcome: 'done' | 'refused' | 'unknown';
};
export type CallOf<K extends Call['kind']> = Extract<Call, { readonly kind: K }>;

/** Those of one kind. */
export function of<K extends Call['kind']>(history: readonly Call[], kind: K): CallOf<K>[] {
  return history.filter((call): call is CallOf<K> => call.kind === kind);
}

export function isBefore(one: Call, other: Call): boolean {
  return one.ended < other.began;
}
