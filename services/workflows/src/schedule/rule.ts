import { hash } from 'node:crypto';
import type { Concurrency } from '../definition/concurrency.ts';
import { cronOf } from '../definition/cron-of.ts';
import type { Schedule } from '../definition/document.ts';
import { durationMs } from '../definition/duration-ms.ts';
import type { Overlap, ScheduleOptions } from '../definition/schedule-options.ts';

type Common = {
  readonly overlap: Overlap;
  readonly catchUpMs: number;
  readonly jitterMs: number;
  /** Absent in schedules saved before it was known. */
  readonly concurrency?: Concurrency | undefined;
};
/** When a workflow starts by itself. Durations in ms. */
export type Rule = Common &
  (
    | { readonly kind: 'every'; readonly ms: number }
    | { readonly kind: 'cron'; readonly cron: string; readonly timezone: string }
    | { readonly kind: 'after'; readonly ms: number }
    | { readonly kind: 'on' }
  );

/** No schedule has earlier instants; for years before 100 the calendar search would not terminate. */
const FIRST_MS = Date.UTC(1970, 0);

/** The rules of a document, one per trigger. */
export function rulesOf({ every, cron, after, on }: Schedule, { timezone, ...common }: ScheduleOptions): Rule[] {
  const rules: Rule[] = [];
  if (every !== undefined) rules.push({ kind: 'every', ms: durationMs(every) ?? 0, ...common });
  if (cron !== undefined) rules.push({ kind: 'cron', cron, timezone, ...common });
  if (after !== undefined) rules.push({ kind: 'after', ms: durationMs(after) ?? 0, ...common });
  if (on !== undefined) rules.push({ kind: 'on', ...common });
  return rules;
}

/** The first instant of a new schedule: at once for `after`. */
export function firstInstant(rule: Rule, createdAt: Date): Date | undefined {
  return rule.kind === 'after' ? createdAt : nextInstant(rule, createdAt, createdAt);
}

/**
 * The first instant after `after`. Where the clock is set forward, a fixed time of day that is skipped comes at the first
 * moment after the gap, and patterns of several times leave it out. Where it is set back, a fixed time of day comes once,
 * the first time, and patterns of several times come in both hours.
 */
export function nextInstant(rule: Rule, createdAt: Date, after: Date): Date | undefined {
  if (rule.kind === 'every') {
    const count = Math.floor((after.getTime() - createdAt.getTime()) / rule.ms) + 1;
    return new Date(createdAt.getTime() + Math.max(count, 1) * rule.ms);
  }
  if (rule.kind !== 'cron') return undefined;
  const cron = cronOf(rule.cron, rule.timezone);
  return cron.nextRun(new Date(Math.max(after.getTime(), FIRST_MS))) ?? undefined;
}

/** When an instant fires: delayed by a deterministic jitter. */
export function dueAt({ jitterMs }: Rule, scheduleId: string, instant: Date): Date {
  if (jitterMs === 0) return instant;
  const share = hash('sha256', `${scheduleId} ${instant.toISOString()}`, 'buffer').readUInt32BE(0) / 2 ** 32;
  return new Date(instant.getTime() + Math.floor(share * jitterMs));
}
