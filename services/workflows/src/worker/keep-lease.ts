import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { DatabaseClock } from '../db/database-clock.ts';
import type { Schema } from '../db/schema.ts';
import { fenceLate, prolong } from './worker-store.ts';

const HEARTBEAT_MS = 3_000;
const RETRY_MS = 500;

type Needs = { readonly db: Database<Schema>; readonly id: string; readonly clock: DatabaseClock; readonly log: Log };

/**
 * Renews the lease of a process and fences processes whose lease has expired. Resolves when it is fenced itself, or `signal`
 * aborts.
 */
export async function keepLease({ db, id, clock, log }: Needs, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let pause = HEARTBEAT_MS;
    try {
      const sentAt = performance.now();
      const now = await prolong(db, id);
      if (now === undefined) return log.warn({ worker: id }, 'this process was fenced and begins anew');
      clock.set(now, sentAt);
      const late = await fenceLate(db);
      if (late > 0) log.warn({ late }, 'fenced processes that let their lease end');
    } catch (error) {
      log.warn({ err: error }, 'the lease cannot be prolonged now');
      pause = RETRY_MS;
    }
    await pauseFor(pause, signal);
  }
}
