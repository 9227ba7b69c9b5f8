import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { fullWorkspaces } from '../queue/queue-store.ts';
import { USUAL_QUOTA } from '../queue/quota.ts';
import { decide } from './decide.ts';
import { dueSchedules, setNext, wakeResting } from './due-store.ts';
import { fire } from './fire.ts';
import { dueAt } from './rule.ts';
import { scheduledKey } from './scheduled-key.ts';
import { noteSkipped } from './tick-store.ts';

const MOST_SCHEDULES = 50;
/** Instants of one schedule per transaction. */
const MOST_TICKS = 200;
/** A skipped start of an `after` schedule is reconsidered no sooner. */
const SKIPPED_REST_MS = 1_000;

/** Settles instants that are due at `now`, each exactly once across processes. True if there may be more. */
export function fireDue(db: Database<Schema>, now: Date, mostQueued = USUAL_QUOTA.queued): Promise<boolean> {
  return db.asSystem(async (trx) => {
    await wakeResting(trx);
    const due = await dueSchedules(trx, now, MOST_SCHEDULES);
    const workspaces = due.map(({ workspaceId }) => workspaceId);
    const full = due.length > 0 ? await fullWorkspaces(trx, workspaces, mostQueued) : new Set();
    for (const schedule of due) {
      const { id, rule } = schedule;
      let { lastExecution, isRunning } = schedule;
      const { ticks, nextAt = null } = decide({ ...schedule, isFull: full.has(schedule.workspaceId) }, now, MOST_TICKS);
      await noteSkipped(trx, schedule, ticks, now);
      const fired = ticks.filter(({ outcome }) => outcome === 'fired');
      const input = {};
      const key = fired.length > 0 ? scheduledKey(schedule, input, now) : undefined; // once, since it may take long
      for (const { scheduledAt } of fired) {
        const begun = await fire(trx, { ...schedule, lastExecution, isRunning }, scheduledAt, { input, key, now });
        lastExecution = begun ?? lastExecution;
        isRunning ||= begun !== undefined;
      }
      const isSkipped =
        rule.kind === 'after' && ticks.length > 0 && ticks.every(({ outcome }) => outcome === 'skipped');
      const next = isSkipped ? new Date(now.getTime() + Math.max(rule.ms, SKIPPED_REST_MS)) : nextAt; // a skipped start has no end to wait for
      await setNext(trx, id, { nextAt: next, dueAt: next && dueAt(rule, id, next), lastExecution });
    }
    return due.length > 0;
  });
}
