/** So many clients, each asking again as soon as it is answered. */
export type Load = { readonly clients: number; readonly seconds: number };

/** What such a load met: the milliseconds of each turn of a client, and how long it took until the last had ended. */
export type Round = { readonly took: readonly number[]; readonly seconds: number };

/** Lets the clients begin no more turns when the time is over, and waits for those that run. `run` is told which client asks. */
export async function closedLoop(
  { clients, seconds }: Load,
  run: (client: number) => Promise<unknown>,
): Promise<Round> {
  const took: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  const work = async (client: number) => {
    while (performance.now() < until) {
      const since = performance.now();
      await run(client);
      took.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  return { took, seconds: (performance.now() - began) / 1_000 };
}
