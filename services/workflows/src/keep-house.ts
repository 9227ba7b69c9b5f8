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

/** Mends what was left half done and clears away what nobody needs, until disposed. */
export function keepHouse({ objects, payloads, outside, days, ...needs }: Needs): AsyncDisposable {
  const { db, log } = needs;
  const keeping = new AsyncDisposableStack();
  keeping.use(keepChildren(db, log));
  keeping.use(keepOutside({ db, outside, payloads, log }));
  keeping.use(keepReconciling(needs));
  keeping.use(keepArchiving({ db, objects, days, log }));
  keeping.use(keepForgetting({ db, objects, log }));
  keeping.use(keepSweeping({ db, objects, log }));
  return keeping;
}
