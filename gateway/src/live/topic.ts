/** One item of a sequence: its `seq`, its type, and its JSON as it is sent; for events also source and subject. */
export type Item = {
  readonly seq: number;
  readonly type: string;
  readonly json: string;
  readonly source?: string;
  readonly subject?: string | null;
};

/** What a read found past `after`. */
export type Page = {
  readonly epoch: number;
  readonly items: readonly Item[];
  /** More can be read at once. */
  readonly more: boolean;
  /** Nothing will ever follow the last item. */
  readonly ended: boolean;
};

/** A sequence that clients follow: durable, gap-free, each item with its `seq`. Each client reads in its own name. */
export type Topic = {
  /** Followers of the same key read the same and may share the reading. */
  readonly key: string;
  /** Its name in the hints that say "look again". */
  readonly hint: string;
  /** Which items this client wants; all by default. The position moves past the others. */
  wants?(item: Item): boolean;
  /** A page is small enough to wait in a client's buffer, see `withinBytes`. */
  read(after: number, signal?: AbortSignal): Promise<Page>;
  /** The current state, for a client whose cursor is not of this sequence. */
  snapshot(signal?: AbortSignal): Promise<Record<string, unknown>>;
};
