/** A running workflow engine. Disposing ends it. */
export type Engine = AsyncDisposable & {
  /** Processes whose CPU is the engine's, besides its servers. */
  readonly pids: readonly number[];
  /** Runs one workflow of five tasks, each result durable before the next begins; resolves at its end. */
  run(): Promise<void>;
};

/** What each engine's program exports as `open`. `Place` says where its servers are. */
export type Open<Place> = (place: Place) => Promise<Engine>;
