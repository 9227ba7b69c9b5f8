/** Work that clients repeat. */
export type Running = {
  /** Resolves once it has ended; rejects as soon as a client fails. */
  readonly over: Promise<unknown>;
  /** Ends it after the turns under way, and waits for that. */
  end(): Promise<void>;
};

/** Runs `work` repeatedly in `atOnce` clients: at least `least` times in total, and until it is told to end. */
export function keepRunning(work: () => Promise<unknown>, atOnce: number, least = 0): Running {
  let begun = 0;
  let isOver = false;
  const client = async () => {
    while (begun++ < least || !isOver) await work();
  };
  const over = Promise.all(Array.from({ length: atOnce }, client));
  return {
    over,
    async end() {
      isOver = true;
      await over;
    },
  };
}
