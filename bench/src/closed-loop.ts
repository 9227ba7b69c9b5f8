/** A number of clients, each of which sends the next request as soon as it has an answer. */
export type Load = { readonly clients: number; readonly seconds: number };

/** The result of a load: the milliseconds of each turn of a client, and the time until the last one had ended. */
export type Round = { readonly took: readonly number[]; readonly seconds: number };

/** Lets the clients begin turns until the time is over, then waits for those under way. `run` gets the number of the client. */
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
