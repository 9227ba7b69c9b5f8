import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { supervise } from '@mesh/runtime/supervise';
import type { Schema } from '../db/schema.ts';
import { reconcile } from './reconcile.ts';

const EVERY_MS = 15_000;

type Needs = { readonly db: Database<Schema>; readonly log: Log };

/** Checks the invariants every 15 s until disposed. */
export function keepReconciling({ db, log }: Needs): AsyncDisposable {
  const stop = new AbortController();
  const run = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await reconcile(db, log);
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
    }
  };
  const loop = supervise('reconciler', run, { signal: stop.signal, log });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
    },
  };
}
