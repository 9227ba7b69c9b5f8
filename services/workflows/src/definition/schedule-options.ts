import { z } from 'zod';
import { type Concurrency, concurrencyOf } from './concurrency.ts';
import type { WorkflowDocument } from './document.ts';
import { durationMs } from './duration-ms.ts';

/** What a start does while the one before still runs: `allow` runs beside it, `skip` is left out, `cancel` cancels it. */
export const overlaps = ['allow', 'skip', 'cancel'] as const;
export type Overlap = (typeof overlaps)[number];

const CATCH_UP_MS = 600_000;
const length = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((value) => durationMs(value))
  .refine((ms) => ms !== undefined, 'expected a duration such as PT10M');
const zone = z.string().refine(isZone, 'expected a time zone such as Europe/Berlin');

const options = z.strictObject({
  timezone: zone.optional(),
  overlap: z.enum(overlaps).optional(),
  catchUp: length.optional(),
  jitter: length.optional(),
});

/** Options that the DSL lacks: `document.metadata.timezone` and `document.metadata.schedule`. */
export const scheduleMetadata = z.looseObject({ timezone: zone.optional(), schedule: options.optional() });

export type ScheduleOptions = {
  readonly timezone: string;
  readonly overlap: Overlap;
  /** Instants later than this are skipped. */
  readonly catchUpMs: number;
  readonly jitterMs: number;
  readonly concurrency: Concurrency;
};

/** Options of a checked document. Defaults: overlap allowed, UTC, at most ten minutes late, no jitter. */
export function scheduleOptions(document: Pick<WorkflowDocument, 'document' | 'evaluate'>): ScheduleOptions {
  const { timezone, schedule = {} } = scheduleMetadata.parse(document.document.metadata ?? {});
  return {
    timezone: schedule.timezone ?? timezone ?? 'UTC',
    overlap: schedule.overlap ?? 'allow',
    catchUpMs: schedule.catchUp ?? CATCH_UP_MS,
    jitterMs: schedule.jitter ?? 0,
    concurrency: concurrencyOf(document),
  };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
