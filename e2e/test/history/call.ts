/** The requests of clients, each with its answer. Lists are versions of a credential; items are executions, by their input. */
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
 * A call in a history, with the times of request and answer in ms. `refused`: it had no effect. `unknown`: no answer, or an error
 * that leaves the effect open; such a call has no end, and its effect may happen at any time.
 */
export type Call = Asked & {
  readonly began: number;
  readonly ended: number;
  readonly outcome: 'done' | 'refused' | 'unknown';
};
export type CallOf<K extends Call['kind']> = Extract<Call, { readonly kind: K }>;

/** The calls of one kind. */
export function of<K extends Call['kind']>(history: readonly Call[], kind: K): CallOf<K>[] {
  return history.filter((call): call is CallOf<K> => call.kind === kind);
}

export function isBefore(one: Call, other: Call): boolean {
  return one.ended < other.began;
}
