import type { Child } from '@mesh/testing/embedded/child';
import { again } from '../again.ts';
import { endSilent, type Watching } from '../end-silent.ts';

type ServerOptions<C extends Child> = {
  /** Starts it, where the one `before` it was. */
  start: (before?: C) => Promise<C>;
  /** Told of each process that runs the server. */
  onStart: (child: C) => void;
  /** Told why there is none for a while. */
  onAway: (reason: string) => void;
  /** How one is known that lives and does nothing any more: it is ended. */
  watching?: Watching | undefined;
};

/** The first of its processes; those after it are in the same place. */
type KeptServer<C extends Child> = AsyncDisposable & { readonly first: C };

/** Runs a server and starts it again whenever it ends by itself or goes silent. Disposing ends it. */
export async function keepServer<C extends Child>({
  start,
  onStart,
  onAway,
  watching,
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
    const wasSilent = watching ? await endSilent(child, watching) : false;
    await child.ended;
    hasEnded = true;
    if (!stop.signal.aborted) onAway(`has ${wasSilent ? 'gone silent' : 'ended'} and is started again`);
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
