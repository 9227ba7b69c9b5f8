import type { Trx } from '../db/schema.ts';
import { nextInstant, type Rule } from './rule.ts';
import type { ScheduleRow } from './schedule-store.ts';
import { lastFired } from './tick-store.ts';

/** The first instant that an ended schedule still owes, if its successor has the same cron. */
export async function stillDue(
  trx: Trx,
  { id, rule: before, paused, createdAt, nextAt }: ScheduleRow,
  rule: Rule,
): Promise<Date | undefined> {
  if (before.kind !== 'cron' || rule.kind !== 'cron' || paused || nextAt === null) return undefined;
  if (before.cron !== rule.cron || before.timezone !== rule.timezone) return undefined;
  const filled = await lastFired(trx, id, nextAt);
  return filled ? nextInstant(rule, createdAt, filled) : nextAt;
}
