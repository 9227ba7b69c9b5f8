import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '@mesh/testing/embedded/child';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export type ServerOptions<C extends Child> = {
  /** Starts it, where the one `before` it was. */
  start: (before?: C) => Promise<C>;
  /** Told of each process that runs the server. */
  onStart: (child: C) => void;
  /** Told why there is none for a while. */
  onAway: (reason: string) => void;
};

/** The first of its processes; those after it are in the same place. */
export type KeptServer<C extends Child> = AsyncDisposable & { readonly first: C };

/** Runs a server and starts it again whenever it ends by itself. Disposing ends it. */
export async function keepServer<C extends Child>({
  start,
  onStart,
  onAway,
}: ServerOptions<C>): Promise<KeptServer<C>> {
  const stop = new AbortController();
  const first = await start();
  let child = first;
  onStart(child);

  const keep = async () => {
    for (let pause = FIRST_PAUSE_MS; !stop.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await child.ended;
      if (stop.signal.aborted) return;
      onAway('has ended and is started again');
      await sleep(pause, undefined, { signal: stop.signal }).catch(() => {});
      const next = await start(child).catch((error: Error) => onAway(error.message));
      if (!next) continue;
      child = next;
      pause = FIRST_PAUSE_MS;
      onStart(child);
      if (stop.signal.aborted) await child[Symbol.asyncDispose]();
    }
  };
  const kept = keep();
  return {
    first,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await child[Symbol.asyncDispose]();
      await kept;
    },
  };
}
