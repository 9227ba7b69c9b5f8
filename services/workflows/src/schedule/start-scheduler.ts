import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { startsOf } from '../event/strategies.ts';
import type { Payloads } from '../payload/payloads.ts';
import { fireDue } from './fire-due.ts';
import { fireHeard } from './fire-heard.ts';
import { forgetTicks } from './fire-store.ts';

const LOOK_MS = 250;
const FORGET_MS = 3_600_000;

type Needs = {
  readonly db: Database<Schema>;
  readonly payloads: Payloads;
  /** Told when executions have begun. */
  readonly onFired: () => void;
  /** Executions of a workspace that may be queued, beyond which instants are skipped; usual unless told. */
  readonly mostQueued?: number | undefined;
  readonly log: Log;
};

/** Starts what is due by the database's clock, until disposed. Any number of processes may do so. */
export function startScheduler({ log: parent, ...needs }: Needs): AsyncDisposable {
  const log = parent.child({ part: 'scheduler' });
  return startLoop('scheduler', (signal) => schedule({ ...needs, log }, signal), log);
}

async function schedule({ onFired, ...needs }: Needs, signal: AbortSignal): Promise<void> {
  const { db, mostQueued } = needs;
  const starts = startsOf(db);
  let forgetAt = performance.now() + FORGET_MS;
  while (!signal.aborted) {
    const { now, due, called } = await glance(db);
    const moreDue = due && (await fireDue(db, now, mostQueued));
    const moreHeard = called && (await fireHeard({ ...needs, starts }, now));
    if (due || called) onFired();
    if (performance.now() > forgetAt) {
      await db.asSystem(forgetTicks);
      forgetAt = performance.now() + FORGET_MS;
    }
    if (!moreDue && !moreHeard) await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}

/** One cheap look whether there is anything to do. */
async function glance(db: Database<Schema>): Promise<{ now: Date; due: boolean; called: boolean }> {
  const text = `
    select clock_timestamp() as now,
      exists (select from schedule where due_at <= clock_timestamp() and ended_at is null)
      or exists (select from schedule s join execution e on e.id = s.last_execution
        where s.kind = 'after' and s.next_at is null and s.ended_at is null and e.ended_at is not null) as due,
      exists (select from overheard where owner like 'sch\\_%') as called`;
  const [row] = await db.lookAsSystem<{ now: Date; due: boolean; called: boolean }>({
    name: 'is-due',
    text,
    values: [],
  });
  return row ?? { now: new Date(0), due: false, called: false };
}
