import { noSuch } from '@mesh/contracts/id';
import type { fire, schedule } from '@mesh/contracts/schedules';
import type { z } from 'zod';
import type { Skipped } from './decide.ts';
import type { ScheduleRow } from './schedule-store.ts';
import type { TickRow } from './tick-store.ts';

type Bound = Extract<Skipped, 'depth' | 'quota'>;
type Reason = Exclude<Skipped, Bound | 'size'>;

export function shownSchedule(row: ScheduleRow): z.input<typeof schedule> {
  const { id, workflowId, namespace, name, version, rule, paused, nextAt, createdAt } = row;
  const { kind, overlap, catchUpMs, jitterMs, concurrency } = rule;
  return {
    id,
    workflow: { id: workflowId, namespace, name, version },
    kind,
    ...(kind === 'cron' && { cron: rule.cron, timezone: rule.timezone }),
    ...(kind === 'every' && { everyMs: rule.ms }),
    ...(kind === 'after' && { afterMs: rule.ms }),
    overlap,
    catchUpMs,
    jitterMs,
    ...(concurrency?.key !== undefined && { concurrencyKey: concurrency.key }),
    paused,
    ...(nextAt && { nextAt: nextAt.toISOString() }),
    createdAt: createdAt.toISOString(),
  };
}

export function shownFire({ scheduledAt, at, outcome, reason, executionId }: TickRow): z.input<typeof fire> {
  return {
    scheduledAt: scheduledAt.toISOString(),
    at: at.toISOString(),
    outcome,
    ...(isBound(reason) ? { bound: reason } : isReason(reason) && { reason }),
    ...(executionId !== null && { executionId }),
  };
}

/** Reasons that were added later have a field of their own. */
function isBound(reason: string | null): reason is Bound {
  return reason === 'depth' || reason === 'quota';
}

/** The contract has no value for `size`. */
function isReason(reason: string | null): reason is Reason {
  return reason !== null && reason !== 'size';
}

export function existing<T>(row: T | undefined): T {
  if (row === undefined) throw noSuch('sch');
  return row;
}
