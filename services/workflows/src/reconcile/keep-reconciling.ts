import { setTimeout as sleep } from 'node:timers/promises';
import { supervise } from '@mesh/runtime/supervise';
import { reconcile } from './reconcile.ts';
import { takeUpUnheld, type UnheldNeeds } from './take-up-unheld.ts';

const EVERY_MS = 15_000;

/** Checks the invariants, and what this process owns, every 15 s until disposed. */
export function keepReconciling(needs: UnheldNeeds): AsyncDisposable {
  const { db, log } = needs;
  const stop = new AbortController();
  const run = async (signal: AbortSignal) => {
    let unheld: ReadonlySet<string> = new Set();
    while (!signal.aborted) {
      await reconcile(db, log);
      unheld = await takeUpUnheld(needs, unheld);
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
