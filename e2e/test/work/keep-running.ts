/** Work that clients do again and again. */
export type Running = {
  /** Resolves once it has come to its end; rejects as soon as one of them fails. */
  readonly over: Promise<unknown>;
  /** Lets it come to an end, and waits for that. */
  end(): Promise<void>;
};

/** Has `atOnce` clients do `work` again and again: at least `least` times in all, and until it is told to end. */
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
