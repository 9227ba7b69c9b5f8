/** So many clients, each asking again as soon as it is answered. */
export type Load = { readonly clients: number; readonly seconds: number };

/** What such a load met: the milliseconds of each workflow, and how long it took until the last had ended. */
export type Round = { readonly took: readonly number[]; readonly seconds: number };

/** Lets the clients begin no more workflows when the time is over, and waits for those that run. */
export async function closedLoop({ clients, seconds }: Load, run: () => Promise<void>): Promise<Round> {
  const took: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  const client = async () => {
    while (performance.now() < until) {
      const since = performance.now();
      await run();
      took.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { took, seconds: (performance.now() - began) / 1_000 };
}
