import type { Child } from '@mesh/testing/embedded/child';
import { again } from '../again.ts';
import { endSilent, type Watching } from '../end-silent.ts';

type ServerOptions<C extends Child> = {
  /** Starts the server, in the place of the process `before`. */
  start: (before?: C) => Promise<C>;
  /** Called for each process that runs the server. */
  onStart: (child: C) => void;
  /** Called with the reason while there is none. */
  onAway: (reason: string) => void;
  /** How to detect a server that is alive and does not answer any more, which is then killed. */
  watching?: Watching | undefined;
};

/** The first of its processes; later ones have the same address. */
type KeptServer<C extends Child> = AsyncDisposable & { readonly first: C };

/** Runs a server and starts it again whenever it exits by itself or stops answering. Disposing ends it. */
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
