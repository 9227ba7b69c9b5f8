/** One thing told: its place, its type, and its JSON as it is sent. Of an event also whence it comes and what it is about. */
export type Item = {
  readonly seq: number;
  readonly type: string;
  readonly json: string;
  readonly source?: string;
  readonly subject?: string | null;
};

/** What a read found behind its `after`. */
export type Page = {
  readonly epoch: number;
  readonly items: readonly Item[];
  /** More is there to be read at once. */
  readonly more: boolean;
  /** Nothing will follow the last item, now or later. */
  readonly ended: boolean;
};

/** A sequence that clients follow: durable, gap-free, each item with its `seq`. Each client reads in its own name. */
export type Topic = {
  /** Whoever follows the same key reads the same, and may share the reading. */
  readonly key: string;
  /** Its name in the hints that say «look again». */
  readonly hint: string;
  /** Which items this client is sent; all by default. The others are passed over, and the position moves on. */
  wants?(item: Item): boolean;
  /** A page is small enough to wait in a client's buffer, see `withinBytes`. */
  read(after: number, signal?: AbortSignal): Promise<Page>;
  /** How things are now, for a client whose cursor means nothing here. */
  snapshot(signal?: AbortSignal): Promise<Record<string, unknown>>;
};
