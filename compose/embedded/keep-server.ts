import type { Child } from '@mesh/testing/embedded/child';
import { again } from './again.ts';

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

  let hasEnded = false;

  const live = async () => {
    if (hasEnded) {
      const next = await start(child).catch((error: Error) => void onAway(error.message));
      if (!next) return;
      child = next;
      onStart(child);
      if (stop.signal.aborted) await child[Symbol.asyncDispose]();
    }
    await child.ended;
    hasEnded = true;
    if (!stop.signal.aborted) onAway('has ended and is started again');
  };
  const kept = again(live, stop.signal);
  return {
    first,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await child[Symbol.asyncDispose]();
      await kept;
    },
  };
}
