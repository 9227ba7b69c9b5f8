import { every, startLoop } from '@mesh/runtime/loop';
import { reconcile } from './reconcile.ts';
import { takeUpUnheld, type UnheldNeeds } from './take-up-unheld.ts';

const EVERY_MS = 15_000;

/** Checks the invariants, and the executions that this process owns, every 15 s until disposed. */
export function keepReconciling(needs: UnheldNeeds): AsyncDisposable {
  const { db, log } = needs;
  let unheld: ReadonlySet<string> = new Set();
  const look = async () => {
    await reconcile(db, log);
    unheld = await takeUpUnheld(needs, unheld);
  };
  return startLoop('reconciler', (signal) => every(EVERY_MS, signal, look), log);
}
