import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Schema } from '../db/schema.ts';
import { startsOf } from '../event/strategies.ts';
import type { Payloads } from '../payload/payloads.ts';
import { whatIsDue } from './due-store.ts';
import { fireDue } from './fire-due.ts';
import { fireHeard } from './fire-heard.ts';
import { forgetTicks } from './tick-store.ts';

const LOOK_MS = 250;
const FORGET_MS = 3_600_000;

type Needs = {
  readonly db: Database<Schema>;
  readonly payloads: Payloads;
  /** Called when executions were queued. */
  readonly onFired: () => void;
  /** Queue limit of a workspace, beyond which instants are skipped; the usual by default. */
  readonly mostQueued?: number | undefined;
  readonly log: Log;
};

/** Starts what is due by the database's clock, until disposed. Any number of processes may run this. */
export function startScheduler({ log: parent, ...needs }: Needs): AsyncDisposable {
  const log = parent.child({ part: 'scheduler' });
  return startLoop('scheduler', (signal) => schedule({ ...needs, log }, signal), log);
}

async function schedule({ onFired, ...needs }: Needs, signal: AbortSignal): Promise<void> {
  const { db, mostQueued } = needs;
  const starts = startsOf(db);
  let forgetAt = performance.now() + FORGET_MS;
  while (!signal.aborted) {
    const { now, due, called } = await whatIsDue(db);
    const moreDue = due && (await fireDue(db, now, mostQueued));
    const moreHeard = called && (await fireHeard({ ...needs, starts }, now));
    if (due || called) onFired();
    if (performance.now() > forgetAt) {
      await db.asSystem(forgetTicks);
      forgetAt = performance.now() + FORGET_MS;
    }
    if (!moreDue && !moreHeard) await pauseFor(LOOK_MS, signal);
  }
}
