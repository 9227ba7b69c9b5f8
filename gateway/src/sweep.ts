import { setTimeout as sleep } from 'node:timers/promises';
import { CLAIMS } from '@mesh/objects/claims';
import type { Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import { supervise } from '@mesh/runtime/supervise';
import { UPLOADS } from './http/upload/receive-upload.ts';

const EVERY_MS = 10 * 60_000;
const KEPT_MS = 60 * 60_000;

type Needs = {
  readonly objects: Pick<Objects, 'deleteOlder'>;
  /** Each removes what it has kept long enough. */
  readonly stores: readonly { sweep(): Promise<void> }[];
  readonly log: Log;
};

/** Every ten minutes removes what nobody came for: uploads and claims of over an hour, answers and events of over a day. */
export function startSweep(needs: Needs): AsyncDisposable {
  const stop = new AbortController();
  const sweeping = supervise(
    'sweep',
    async (signal) => {
      while (!signal.aborted) {
        await sweep(needs, new Date());
        await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
      }
    },
    { signal: stop.signal, log: needs.log },
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await sweeping;
    },
  };
}

/** One round. */
export async function sweep({ objects, stores }: Omit<Needs, 'log'>, now: Date): Promise<void> {
  for (const store of stores) await store.sweep();
  const before = new Date(now.getTime() - KEPT_MS);
  for (const prefix of [UPLOADS, CLAIMS]) await objects.deleteOlder(prefix, before);
}
