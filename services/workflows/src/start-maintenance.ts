import type { Objects } from '@mesh/objects/objects';
import { type DaysKept, keepArchiving } from './archive/keep-archiving.ts';
import { keepChildren } from './child/keep-children.ts';
import { keepForgetting } from './heard/keep-forgetting.ts';
import { keepOutside } from './outside/keep-outside.ts';
import type { Outside } from './outside/outside.ts';
import { keepSweeping } from './payload/keep-sweeping.ts';
import type { Payloads } from './payload/payloads.ts';
import { keepReconciling } from './reconcile/keep-reconciling.ts';
import type { UnheldNeeds } from './reconcile/take-up-unheld.ts';

type Needs = UnheldNeeds & {
  readonly objects: Objects;
  readonly payloads: Payloads;
  readonly outside: Outside;
  readonly days: DaysKept;
};

/** Repairs what was left half done and removes what nobody needs any more, until disposed. */
export function startMaintenance({ objects, payloads, outside, days, ...needs }: Needs): AsyncDisposable {
  const { db, log } = needs;
  const running = new AsyncDisposableStack();
  running.use(keepChildren(db, log));
  running.use(keepOutside({ db, outside, payloads, log }));
  running.use(keepReconciling(needs));
  running.use(keepArchiving({ db, objects, days, log }));
  running.use(keepForgetting({ db, objects, log }));
  running.use(keepSweeping({ db, objects, log }));
  return running;
}
